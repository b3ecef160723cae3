/** Ends before a server is asked for: no request, a wrong one, one that rules answer (second letter R, T). */
import {
  after,
  ask,
  type Case,
  chunked,
  closing,
  finish,
  get,
  kill,
  leave,
  midway,
  pause,
  post,
  reset,
  say,
} from './case.js';

const WIDE = `X: ${'x'.repeat(9000)}\r\n`;

export const REQUEST_CASES: readonly Case[] = [
  { name: 'a normal end', run: ask('/') },
  { name: 'HTTP/1.0', run: say('GET / HTTP/1.0\r\n\r\n') },
  {
    name: 'two requests of a connection, then the client leaves',
    lines: 2,
    run: async ({ wire }) => {
      wire.send(get('/'));
      await wire.response();
      wire.send(get('/'));
      await wire.response();
      wire.socket.end();
      await wire.untilClose();
    },
  },
  {
    name: 'two pipelined requests',
    lines: 2,
    run: say(get('/') + closing('/')),
  },
  {
    name: 'a kept connection on which nothing comes any more',
    run: async ({ wire }) => {
      wire.send(get('/'));
      await wire.untilClose();
    },
  },
  {
    name: 'a second request that is cut off',
    lines: 2,
    run: async ({ wire }) => {
      wire.send(get('/'));
      await wire.response();
      wire.send('GET / HT');
      await pause();
      wire.socket.destroy();
    },
  },
  {
    name: 'a second request that does not go on',
    lines: 2,
    run: async ({ wire }) => {
      wire.send(get('/'));
      await wire.response();
      wire.send('GET / HT');
      await wire.untilClose();
    },
  },
  {
    name: 'a second request that is none',
    lines: 2,
    run: async ({ wire }) => {
      wire.send(get('/'));
      await wire.response();
      wire.send('GET\r\n\r\n');
      await wire.untilClose();
    },
  },
  { name: 'a request that is cut off', run: after('GET / HT', leave) },
  { name: 'a request that is cut off by a reset', run: after('GET / HT', reset) },
  { name: 'a request that ends too early', run: after('GET / HT', finish) },
  { name: 'a request that does not go on', run: say('GET / HT') },
  { name: 'a connection without a word', run: after('', leave) },
  { name: 'a connection without a word that stays', run: say('') },
  { name: 'a connection without a word, probes ignored', lines: 0, front: ['option http-ignore-probes'], run: say('') },
  { name: 'a connection without a word, not to be logged', lines: 0, front: ['option dontlognull'], run: say('') },
  { name: 'a request that is none', run: say('GET\r\n\r\n') },
  { name: 'a request with a wrong field', run: say('GET / HTTP/1.1\r\nHost: h\r\na b: c\r\n\r\n') },
  { name: 'a request with two lengths', run: say(get('/', 'Content-Length: 1\r\nContent-Length: 2\r\n')) },
  { name: 'a request that is too long', run: say(get('/', `X: ${'x'.repeat(20_000)}\r\n`)) },
  { name: 'deny', front: ['http-request deny'], run: ask('/') },
  { name: 'deny with a status', front: ['http-request deny deny_status 429'], run: ask('/') },
  { name: 'deny in the backend', back: ['http-request deny'], run: ask('/') },
  { name: 'deny of a request with a body', front: ['http-request deny'], run: say(post('/', 'abc')) },
  { name: 'deny on a kept connection', front: ['http-request deny'], run: after(get('/'), finish) },
  { name: 'tarpit', front: ['http-request tarpit'], run: ask('/') },
  { name: 'tarpit with a status', front: ['http-request tarpit deny_status 429'], run: ask('/') },
  { name: 'tarpit in the backend', back: ['http-request tarpit'], run: ask('/') },
  {
    name: 'a client that leaves the tarpit',
    front: ['timeout tarpit 5s', 'http-request tarpit'],
    run: after(get('/'), leave),
  },
  {
    name: 'a stream that is killed in the tarpit',
    front: ['timeout tarpit 5s', 'http-request tarpit'],
    run: after(get('/'), kill),
  },
  { name: 'return', front: ['http-request return status 204'], run: ask('/') },
  {
    name: 'return with a body',
    front: ['http-request return status 200 content-type text/plain string hello'],
    run: ask('/'),
  },
  { name: 'return in the backend', back: ['http-request return status 200'], run: ask('/') },
  { name: 'return of an error', front: ['http-request return status 503'], run: ask('/') },
  { name: 'redirect', front: ['http-request redirect location /x'], run: ask('/') },
  { name: 'redirect in the backend', back: ['redirect location /x'], run: ask('/') },
  { name: 'credentials are asked for', front: ['http-request auth'], run: ask('/') },
  { name: 'reject', front: ['http-request reject'], run: ask('/') },
  { name: 'silent-drop', front: ['http-request silent-drop'], run: after(get('/'), leave) },
  { name: 'content is rejected', front: ['tcp-request content reject'], run: ask('/') },
  { name: 'content is rejected by the backend', back: ['tcp-request content reject'], run: ask('/') },
  {
    name: 'a client that leaves during the inspection',
    front: ['tcp-request inspect-delay 5s', 'tcp-request content accept if { req.len gt 1000 }'],
    run: after('GET / HT', leave),
  },
  {
    name: 'a body is waited for in vain',
    front: ['http-request wait-for-body time 200ms'],
    run: say(post('/early', 'abc')),
  },
  {
    name: 'a client that leaves while its body is waited for',
    front: ['http-request wait-for-body time 5s', 'timeout client 5s'],
    run: after(post('/', 'abc'), leave),
  },
  { name: 'a buffered body that does not go on', back: ['option http-buffer-request'], run: say(post('/', 'abc')) },
  {
    name: 'a client that leaves while its body is buffered',
    back: ['option http-buffer-request'],
    front: ['timeout client 5s', 'timeout http-request 5s'],
    run: after(post('/', 'abc'), leave),
  },
  {
    name: 'a buffered body with a wrong chunk',
    back: ['option http-buffer-request'],
    run: say(chunked('/', 'zz\r\n')),
  },
  {
    name: 'a field that does not fit',
    front: ['http-request set-header y %[req.hdr(x)]'],
    run: say(closing('/', WIDE)),
  },
  {
    name: 'a field that does not fit, in the backend',
    back: ['http-request set-header y %[req.hdr(x)]'],
    run: say(closing('/', WIDE)),
  },
  { name: 'monitor-uri', lines: 0, front: ['monitor-uri /m'], run: ask('/m') },
  { name: 'the statistics page', back: ['stats enable', 'stats uri /stats'], run: ask('/stats;csv;norefresh') },
  { name: 'a service', front: ['stats enable', 'stats uri /stats'], run: ask('/stats;csv') },
  { name: 'logasap', front: ['option logasap'], run: ask('/') },
  {
    name: 'a client that leaves a response of the proxy',
    front: ['http-request return status 200 content-type text/plain string hello'],
    run: midway(get('/'), leave),
  },
];
