/** Ends of streams in TCP mode. */
import { after, type Case, finish, get, kill, leave, midway, pause, reset, say, stuff, wait } from './case.js';
import { BACKUP, CLOSED, DYING, MAIN_UP, MAINT, ONE, ORIGIN, PATIENT, SILENT, SLOW, SLOW_CLIENT } from './line.js';

const INSPECT = ['tcp-request inspect-delay 5s', 'tcp-request content accept if { req.len gt 1000 }'];

/** No limit is meant to strike. */
const CALM = { back: SLOW, front: SLOW_CLIENT };

function tcp(name: string, run: Case['run'], more: Partial<Case> = {}): Case {
  return { name: `TCP: ${name}`, tcp: true, run, ...more };
}

export const TCP_CASES: readonly Case[] = [
  tcp('a normal end', midway(get('/'), finish)),
  tcp('the server ends', say(get('/part'))),
  tcp('the client ends first', after(get('/never'), finish), CALM),
  tcp('silence', say(''), { back: SLOW }),
  tcp('silence of the server', say(''), { front: SLOW_CLIENT }),
  tcp('silence in a tunnel', say(''), { back: ['timeout tunnel 200ms', ...SLOW], front: SLOW_CLIENT }),
  tcp('a server that resets', say(get('/reset'))),
  tcp('a server that resets in its data', say(get('/part-reset'))),
  tcp('a client that resets', after(get('/never'), reset), CALM),
  tcp('a client that leaves', after(get('/never'), leave), CALM),
  tcp('a client that leaves in the data', midway(get('/big'), leave)),
  tcp('a client that does not read', stuff(get('/big'), 1300)),
  tcp('a server that does not read', say(`${get('/deaf')}${'x'.repeat(20_000_000)}`), { front: SLOW_CLIENT }),
  tcp('a server that ended and a client that stays', midway(get('/part'), wait), { back: SLOW }),
  tcp(
    'a server that ended and a client that resets',
    midway(get('/part'), async (scene) => {
      await pause(50);
      await reset(scene);
    }),
    CALM,
  ),
  tcp('a server that refuses', say(''), { servers: [`server s "${CLOSED}"`] }),
  tcp('a server that refuses twice', say(''), {
    servers: [`server s "${CLOSED}"`],
    back: ['retries 1', 'timeout connect 100ms'],
  }),
  tcp('two servers that refuse', say(''), {
    servers: [`server a "${CLOSED}"`, `server b "${CLOSED}"`],
    back: ['balance roundrobin', 'retries 2', 'option redispatch 1', 'timeout connect 100ms'],
  }),
  tcp('a server that does not answer the call', say(''), { servers: [`server s "${SILENT}"`] }),
  tcp('a client that leaves while we connect', after('x', leave), {
    servers: [`server s "${SILENT}"`],
    back: ['timeout connect 5s'],
  }),
  tcp('a stream that is killed while we connect', after('', kill), {
    servers: [`server s "${SILENT}"`],
    back: ['timeout connect 5s'],
  }),
  tcp('no server', say(''), { servers: [] }),
  tcp('a server that speaks no TLS', say(''), { servers: [`server s "${ORIGIN}" ssl verify none`] }),
  tcp('no port is left', wait, {
    before: get('/never'),
    servers: [`server s "${ORIGIN}" source "127.0.0.1:\${ONLY_TCP}-\${ONLY_TCP}"`],
    back: SLOW,
    front: SLOW_CLIENT,
  }),
  tcp('content is rejected', say('abcdef'), {
    front: ['tcp-request inspect-delay 1s', 'tcp-request content reject if { req.len gt 3 }'],
  }),
  tcp('content is rejected by the backend', say(''), { back: ['tcp-request content reject'] }),
  tcp('content is dropped silently', after('', leave), { front: ['tcp-request content silent-drop'] }),
  tcp('a client that leaves during the inspection', after('x', leave), { front: [...SLOW_CLIENT, ...INSPECT] }),
  tcp('a client that says nothing during the inspection', say(''), { front: INSPECT }),
  tcp('content of the server is rejected', after('', say(get('/'))), {
    front: SLOW_CLIENT,
    back: [...SLOW, 'tcp-response content reject'],
  }),
  tcp('a queue that takes too long', wait, { before: get('/never'), servers: ONE, back: SLOW, front: SLOW_CLIENT }),
  tcp('a client that leaves the queue', after('x', leave), {
    before: get('/never'),
    servers: ONE,
    back: PATIENT,
    front: SLOW_CLIENT,
  }),
  tcp('a stream that is killed in the queue', after('', kill), {
    before: get('/never'),
    servers: ONE,
    back: PATIENT,
    front: SLOW_CLIENT,
  }),
  tcp('a stream that is killed', after(get('/never'), kill), { back: SLOW }),
  tcp('a server that goes down', after(get('/never'), MAINT), { servers: DYING, back: SLOW, front: SLOW_CLIENT }),
  tcp('a backup that is not needed', after(get('/never'), MAIN_UP), {
    servers: BACKUP,
    back: SLOW,
    front: SLOW_CLIENT,
  }),
];
