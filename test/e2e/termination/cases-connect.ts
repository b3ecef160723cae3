/** Ends while a server is waited for or connected to (second letter Q, C). */
import { after, ask, type Case, closing, get, kill, leave, post, reset, say } from './case.js';
import { CLOSED, MAINT, ONE, ORIGIN, PATIENT, SILENT, SLOW, SLOW_CLIENT } from './line.js';

export const CONNECT_CASES: readonly Case[] = [
  { name: 'no server', servers: [], run: ask('/') },
  { name: 'no server that is up', servers: [`server s "${ORIGIN}" disabled`], run: ask('/') },
  { name: 'a server that refuses', servers: [`server s "${CLOSED}"`], run: ask('/') },
  { name: 'a server that refuses a body', servers: [`server s "${CLOSED}"`], run: say(post('/', 'abc')) },
  {
    name: 'a server that refuses twice',
    servers: [`server s "${CLOSED}"`],
    back: ['retries 1', 'timeout connect 100ms'],
    run: ask('/'),
  },
  {
    name: 'a server that refuses, then another one',
    servers: [`server a "${CLOSED}"`, `server b "${ORIGIN}"`],
    back: ['balance first', 'retries 1', 'option redispatch', 'cookie S', 'timeout connect 100ms'],
    run: ask('/'),
  },
  {
    name: 'two servers that refuse',
    servers: [`server a "${CLOSED}"`, `server b "${CLOSED}"`],
    back: ['balance roundrobin', 'retries 2', 'option redispatch 1', 'timeout connect 100ms'],
    run: ask('/'),
  },
  {
    name: 'redispatch by the last retry',
    servers: [`server a "${CLOSED}" weight 0 cookie a`, `server b "${ORIGIN}" cookie b`],
    back: ['balance roundrobin', 'retries 2', 'option redispatch', 'timeout connect 100ms', 'cookie S insert'],
    run: ask('/', 'Cookie: S=a\r\n'),
  },
  { name: 'a server that does not answer the call', servers: [`server s "${SILENT}"`], run: ask('/') },
  {
    name: 'a server that does not answer the call twice',
    servers: [`server s "${SILENT}"`],
    back: ['retries 1'],
    run: ask('/'),
  },
  {
    name: 'a client that leaves while we connect',
    servers: [`server s "${SILENT}"`],
    back: ['timeout connect 5s'],
    run: after(get('/'), leave),
  },
  {
    name: 'a client that resets while we connect',
    servers: [`server s "${SILENT}"`],
    back: ['timeout connect 5s'],
    run: after(get('/'), reset),
  },
  {
    name: 'a client that leaves before the next attempt',
    servers: [`server s "${CLOSED}"`],
    back: ['retries 1', 'timeout connect 5s'],
    run: after(get('/'), leave),
  },
  {
    name: 'a stream that is killed while we connect',
    servers: [`server s "${SILENT}"`],
    back: ['timeout connect 5s'],
    run: after(get('/'), kill),
  },
  {
    name: 'a server that goes down while we connect',
    servers: [`server s "${SILENT}" on-marked-down shutdown-sessions`],
    back: ['timeout connect 5s'],
    run: after(get('/'), MAINT),
  },
  { name: 'a server that speaks no TLS', servers: [`server s "${ORIGIN}" ssl verify none`], run: ask('/') },
  { name: 'a server that redirects', servers: [`server s "${ORIGIN}" redir http://other`], run: ask('/') },
  {
    name: 'no port is left',
    servers: [`server s "${ORIGIN}" source "127.0.0.1:\${ONLY}-\${ONLY}"`],
    back: SLOW,
    front: SLOW_CLIENT,
    before: get('/never'),
    run: ask('/'),
  },
  {
    name: 'a queue that takes too long',
    servers: ONE,
    back: SLOW,
    front: SLOW_CLIENT,
    before: get('/never'),
    run: ask('/never'),
  },
  {
    name: 'a queue that is served',
    servers: ONE,
    back: SLOW,
    front: SLOW_CLIENT,
    before: get('/never'),
    run: after(closing('/'), ({ holder, wire }) => {
      holder!.socket.resetAndDestroy();
      return wire.untilClose();
    }),
  },
  {
    name: 'a client that leaves the queue',
    servers: ONE,
    back: PATIENT,
    front: SLOW_CLIENT,
    before: get('/never'),
    run: after(get('/never'), leave),
  },
  {
    name: 'a stream that is killed in the queue',
    servers: ONE,
    back: PATIENT,
    front: SLOW_CLIENT,
    before: get('/never'),
    run: after(get('/never'), kill),
  },
  {
    name: 'a server that leaves its queue',
    servers: ONE,
    back: PATIENT,
    front: SLOW_CLIENT,
    before: get('/never'),
    run: after(get('/never'), MAINT),
  },
];
