/** Slow clients and servers, byte by byte and at every phase: limits of silence go on, limits of a whole message strike. */
import {
  after,
  again,
  type Case,
  chunked,
  closing,
  finish,
  get,
  midway,
  pause,
  post,
  type Scene,
  say,
  wait,
} from './case.js';
import { SLOW, SLOW_CLIENT } from './line.js';

/** Between two bytes: far below limits. */
const DRIP_MS = 40;

/** Sends `head` at once, `text` byte by byte, and takes what comes. */
const drip =
  (head: string, text: string, next: Case['run'] = wait): Case['run'] =>
  async (scene: Scene) => {
    if (head !== '') scene.wire.send(head);
    for (const byte of text) {
      if (scene.wire.closed) break;
      scene.wire.send(byte);
      await pause(DRIP_MS);
    }
    await next(scene);
  };

const CLOSE = 'Connection: close\r\n';
const POST = `POST / HTTP/1.1\r\nHost: h\r\n${CLOSE}`;
const LONG = ['timeout http-request 5s'];
const BUFFER = ['option http-buffer-request'];
const INSPECT = ['tcp-request inspect-delay 300ms', 'tcp-request content accept if { req.len gt 1000 }'];

export const SLOW_CASES: readonly Case[] = [
  { name: 'slow: a request line', run: drip('', closing('/a-rather-long-path')) },
  { name: 'slow: a request line, with time', front: LONG, run: drip('', closing('/')) },
  { name: 'slow: a header', run: drip('GET / HTTP/1.1\r\n', 'Host: h\r\nX-Long: value\r\nConnection: close\r\n\r\n') },
  { name: 'slow: a body', run: drip(`${POST}Content-Length: 20\r\n\r\n`, '01234567890123456789') },
  { name: 'slow: a body that stops', run: drip(`${POST}Content-Length: 20\r\n\r\n`, '01234567'), back: SLOW },
  {
    name: 'slow: a buffered body',
    front: BUFFER,
    run: drip(`${POST}Content-Length: 20\r\n\r\n`, '012'),
  },
  {
    name: 'slow: a buffered body of the backend',
    back: BUFFER,
    run: drip(`${POST}Content-Length: 20\r\n\r\n`, '012'),
  },
  {
    name: 'slow: a body that is waited for',
    front: ['http-request wait-for-body time 300ms'],
    run: drip(`${POST}Content-Length: 20\r\n\r\n`, '012'),
  },
  {
    name: 'slow: a body that is waited for, with enough of it',
    front: ['http-request wait-for-body time 300ms at-least 3'],
    run: drip(`${POST}Content-Length: 12\r\n\r\n`, '012345678901'),
  },
  {
    name: 'a body that rules look at',
    front: [...SLOW_CLIENT, ...BUFFER, 'http-request deny deny_status 429 if { req.body -m sub secret }'],
    run: after('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n', say('secret')),
  },
  {
    name: 'a body that rules of the backend look at',
    front: SLOW_CLIENT,
    back: [...BUFFER, 'timeout http-request 5s', 'http-request deny deny_status 429 if { req.body -m sub secret }'],
    run: after('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n', say('secret')),
  },
  {
    name: 'a body that content rules of the backend look at',
    front: SLOW_CLIENT,
    back: [...BUFFER, 'timeout http-request 5s', 'tcp-request content reject if { req.body -m sub secret }'],
    run: after('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n', say('secret')),
  },
  {
    name: 'a body that content rules do not look at',
    front: [...SLOW_CLIENT, ...BUFFER, 'tcp-request content reject if { req.body -m sub secret }'],
    run: after('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nConnection: close\r\n\r\n', say('secret')),
  },
  {
    name: 'slow: the size of a chunk',
    anyBytes: true,
    back: SLOW,
    run: drip(`${POST}Transfer-Encoding: chunked\r\n\r\n`, `1;e=${'x'.repeat(50)}\r\nx\r\n0\r\n\r\n`),
  },
  {
    name: 'slow: the size of a chunk that stops',
    back: SLOW,
    run: drip(`${POST}Transfer-Encoding: chunked\r\n\r\n`, '000'),
  },
  {
    name: 'slow: trailers',
    back: SLOW,
    run: drip(`${POST}Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n`, `0\r\nX-Trailer: ${'x'.repeat(50)}\r\n\r\n`),
  },
  {
    name: 'slow: trailers that stop',
    back: SLOW,
    run: drip(`${POST}Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n`, '0\r\nX-Tr'),
  },
  {
    name: 'slow: trailers that stop, with a server that waits for them',
    back: SLOW,
    run: say(chunked('/never', '1\r\nx\r\n0\r\nX-Tr')),
  },
  {
    name: 'slow: a second request',
    lines: 2,
    run: again(drip('', closing('/a-rather-long-path'))),
  },
  {
    name: 'slow: a second request, with a limit between requests',
    lines: 2,
    front: ['timeout http-keep-alive 200ms', ...LONG],
    run: again(drip('', closing('/'))),
  },
  {
    name: 'slow: nothing behind a response',
    lines: 1,
    front: ['timeout http-keep-alive 200ms', 'timeout client 5s', ...LONG],
    run: say(get('/')),
  },
  { name: 'slow: blank lines before a request', run: drip('', '\r\n\r\n\r\n\r\n\r\n\r\n\r\n') },
  { name: 'slow: a whole response', run: say(closing('/drip')) },
  { name: 'slow: a status line that stops', run: say(closing('/stalled-status')) },
  { name: 'slow: a head that stops behind its first field', run: say(closing('/stalled-field')) },
  { name: 'slow: a body of a response', run: say(closing('/drip-body')) },
  { name: 'slow: chunks of a response', run: say(closing('/drip-chunks')) },
  { name: 'slow: the size of a chunk of a response that stops', run: say(closing('/stalled-size')) },
  { name: 'slow: trailers of a response that stop', run: say(closing('/stalled-trailer')) },
  { name: 'slow: interim responses', run: say(closing('/drip-interim')) },
  {
    name: 'slow: a body while the server waits for it',
    anyBytes: true,
    run: drip(post('/never', '', 200), '0123456789012345'),
    back: ['timeout server 200ms'],
  },
  {
    name: 'slow: a body while the server waits for it, streams apart',
    anyBytes: true,
    run: drip(post('/never', '', 200), '0123456789012345'),
    back: ['timeout server 200ms', 'option independent-streams'],
  },
  {
    name: 'slow: a response while the client is silent',
    front: ['timeout client 200ms'],
    run: say(closing('/drip')),
  },
  {
    name: 'slow: a response while the client sends its body, streams apart',
    anyBytes: true,
    front: ['timeout client 200ms', 'option independent-streams'],
    back: SLOW,
    run: say(post('/drip-body', 'abc', 100)),
  },
  {
    name: 'slow: a response while the client sends its body',
    anyBytes: true,
    front: ['timeout client 200ms'],
    back: SLOW,
    run: say(post('/drip-body', 'abc', 100)),
  },
  {
    name: 'slow: TCP: a client',
    tcp: true,
    run: drip('', 'echo one two three', async ({ wire }) => wire.socket.end()),
  },
  {
    name: 'slow: TCP: a client that is inspected',
    anyBytes: true,
    tcp: true,
    front: INSPECT,
    run: drip('', 'echo one two'),
  },
  { name: 'slow: TCP: a server', tcp: true, back: SLOW, run: midway(get('/drip'), wait) },
  {
    name: 'slow: TCP: a server, streams apart',
    anyBytes: true,
    tcp: true,
    front: ['option independent-streams', 'timeout client 300ms'],
    back: SLOW,
    run: midway(get('/drip'), wait),
  },
  {
    name: 'slow: TCP: a client, streams apart',
    anyBytes: true,
    tcp: true,
    front: ['timeout client 5s'],
    back: ['option independent-streams', 'timeout server 300ms'],
    run: drip('', 'nothing comes back of this one'),
  },
  {
    name: 'slow: TCP: a client, and a server that is silent',
    anyBytes: true,
    tcp: true,
    front: ['timeout client 5s'],
    back: ['timeout server 300ms'],
    run: drip('', 'nothing comes back of this one'),
  },
  {
    name: 'slow: TCP: a client that ended',
    tcp: true,
    front: ['timeout client 5s', 'timeout client-fin 200ms'],
    back: ['timeout server 5s'],
    run: after(get('/part'), wait),
  },
  {
    name: 'slow: TCP: a server behind the end of the client',
    tcp: true,
    front: ['timeout client 5s'],
    back: ['timeout server 5s', 'timeout server-fin 200ms'],
    run: after(get('/never'), finish),
  },
];
