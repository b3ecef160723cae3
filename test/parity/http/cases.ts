/** Cases of HTTP/1 traffic whose outcome must be the same in haproxy and Hawser. */
import type { Answer, Case, Difference, Seen } from './stage.js';

const GET = 'GET /p?q HTTP/1.1\r\nHost: h.example\r\n\r\n';
const GET_CLOSE = 'GET /p?q HTTP/1.1\r\nHost: h.example\r\nConnection: close\r\n\r\n';
const OK: Answer = { text: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Origin: Yes\r\n\r\ndone' };
const DONE = /done$/;
/** A whole page of the proxy. */
const PAGE = /<\/html>\n$/;

const chunked = (fields = '') => `POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n${fields}\r\n`;

/** The byte count of log lines. */
const withoutBytes = (seen: Seen): Seen => ({
  ...seen,
  log: seen.log.map((line) => line.replace(/ (\d{3}|-1) \+?\d+ - /, ' $1 B - ')),
});

const OWN_BYTES: Difference = { reason: '%B is 0 for answers of the proxy in 3.5', mask: withoutBytes };
const INTERIM: Difference = { reason: '%B is the size of the final answer', mask: withoutBytes };
const TRAILERS: Difference = { reason: '%B counts no trailers', mask: withoutBytes };
const LOWER: Difference = {
  reason: 'names in the pages of the proxy are in lower case in 3.5',
  mask: (seen) => ({ ...seen, client: seen.client.toLowerCase() }),
};
const CHUNKS_FOR_10: Difference = {
  reason: 'HTTP/1.0 knows no chunks (RFC 9112 6.1)',
  mask: (seen) => ({
    ...withoutBytes(seen),
    client: seen.client.replace('transfer-encoding: chunked\r\n', '').replace('4\r\ndone\r\n0\r\n\r\n', 'done'),
  }),
};
const LATE_CLIENT: Difference = {
  reason: 'a late body is the fault of the client (manual 8.5, cH)',
  mask: (seen) => ({ ...seen, client: '', log: [] }),
};
const ABORT_ON_CLOSE: Difference = {
  reason: 'option abortonclose is on in 3.5',
  mask: () => ({ client: '', origin: [], log: [] }),
};
const NO_HTTP2: Difference = { reason: 'HTTP/2 is not offered', mask: (seen) => ({ ...seen, client: '', log: [] }) };
const CONNECT_ENDS: Difference = {
  reason: 'what follows a refused CONNECT is not read as a request: the connection ends',
  mask: (seen) => ({ ...seen, client: seen.client.replace('connection: close\r\n', '') }),
};
const VERSION_SHOWN: Difference = {
  reason: 'later minor versions are shown as 1.1',
  mask: (seen) => ({ ...seen, log: [] }),
};

export const CASES: readonly Case[] = [
  {
    name: 'two requests on a kept connection',
    client: [GET, DONE, GET, /done[\s\S]*done$/],
    origin: [OK, OK],
    logs: 2,
  },
  { name: 'a client that asks to close', client: [GET_CLOSE, 'close'], origin: [OK] },
  {
    name: 'a server that asks to close',
    client: [GET, DONE, 'fin', 'close'],
    origin: [{ text: OK.text.replace('X-Origin: Yes', 'Connection: close'), end: 'fin' }],
  },
  { name: 'HTTP/1.0', client: ['GET / HTTP/1.0\r\n\r\n', 'close'], origin: [OK] },
  {
    name: 'HTTP/1.0 with keep-alive',
    client: ['GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', DONE, 'fin', 'close'],
    origin: [OK],
  },
  { name: 'an HTTP/1.0 server', client: [GET, 'close'], origin: [{ text: 'HTTP/1.0 200 OK\r\n\r\ndone', end: 'fin' }] },
  { name: 'option httpclose', lines: ['option httpclose'], client: [GET, 'close'], origin: [OK] },
  {
    name: 'option http-server-close',
    lines: ['option http-server-close'],
    client: [GET, DONE, 'fin', 'close'],
    origin: [OK],
  },
  {
    name: 'Expect: 100-continue and 100',
    known: INTERIM,
    client: [
      'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n',
      /100 Continue\r\n\r\n/,
      'hello',
      DONE,
    ],
    origin: [{ text: 'HTTP/1.1 100 Continue\r\n\r\n' }, { ...OK, after: /hello$/ }],
  },
  {
    name: 'Expect: 100-continue and a final answer',
    lines: ['timeout client 300ms', 'timeout server 5s'],
    client: ['POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n', 'close'],
    origin: [{ text: 'HTTP/1.1 417 No\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone', end: 'fin' }],
  },
  {
    name: 'HEAD with a length',
    client: ['HEAD / HTTP/1.1\r\nHost: h\r\n\r\n', /\r\n\r\n/, 'fin', 'close'],
    origin: [{ text: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n' }],
  },
  {
    name: '204',
    client: [GET, /\r\n\r\n/, 'fin', 'close'],
    origin: [{ text: 'HTTP/1.1 204 No Content\r\nX: y\r\n\r\n' }],
  },
  {
    name: '304 with a length',
    client: [GET, /\r\n\r\n/, 'fin', 'close'],
    origin: [{ text: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: "x"\r\n\r\n' }],
  },
  {
    name: 'early hints',
    known: INTERIM,
    client: [GET, DONE],
    origin: [{ text: `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK.text}` }],
  },
  {
    name: 'a body with a length',
    client: ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello', DONE],
    origin: [{ ...OK, after: /hello$/ }],
  },
  {
    name: 'a chunked body',
    client: [chunked(), '5\r\nhello\r\n0\r\n\r\n', DONE],
    origin: [{ ...OK, after: /0\r\n\r\n$/ }],
  },
  {
    name: 'a chunked body with trailers',
    client: [`${chunked('Trailer: X-T\r\n')}5;ext=1\r\nhello\r\n0\r\nX-T: 1\r\n\r\n`, DONE],
    origin: [{ ...OK, after: /\r\n\r\n[\s\S]*0\r\n[\s\S]*\r\n\r\n$/ }],
  },
  {
    name: 'a chunked response with extensions and trailers',
    known: TRAILERS,
    client: [GET, /0\r\n[\s\S]*\r\n\r\n$/],
    origin: [{ text: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\ndone\r\n0\r\nX-T: 1\r\n\r\n' }],
  },
  {
    name: 'a chunked response for HTTP/1.0',
    known: CHUNKS_FOR_10,
    client: ['GET / HTTP/1.0\r\n\r\n', 'close'],
    origin: [{ text: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndone\r\n0\r\n\r\n' }],
  },
  {
    name: 'a response up to the close',
    client: [GET, 'close'],
    origin: [{ text: 'HTTP/1.1 200 OK\r\n\r\ndone', end: 'fin' }],
  },
  {
    name: 'an upgrade',
    client: [
      'GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      /\r\n\r\nhi$/,
      'ping',
      /pong$/,
      'fin',
      'close',
    ],
    origin: [
      {
        text: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nhi',
      },
      { text: 'pong', after: /ping/ },
    ],
  },
  {
    name: 'an upgrade to websocket without a key',
    known: LOWER,
    client: ['GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 'close'],
  },
  {
    name: 'an upgrade to something else',
    client: [
      'GET /x HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
      /\r\n\r\nhi$/,
      'ping',
      /pong$/,
      'fin',
      'close',
    ],
    origin: [
      { text: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\nhi' },
      { text: 'pong', after: /ping/ },
    ],
  },
  {
    name: 'an upgrade that is refused',
    client: [
      'GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      DONE,
    ],
    origin: [OK],
  },
  {
    name: 'CONNECT',
    client: ['CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n', /\r\n\r\n/, 'ping', /pong$/, 'fin', 'close'],
    origin: [{ text: 'HTTP/1.1 200 Tunnel\r\n\r\n' }, { text: 'pong', after: /ping/ }],
  },
  {
    name: 'CONNECT that is refused',
    known: CONNECT_ENDS,
    client: ['CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n', DONE],
    origin: [{ text: 'HTTP/1.1 405 No\r\nContent-Length: 4\r\n\r\ndone' }],
  },
  {
    name: 'the absolute form',
    client: ['GET http://h.example/p?q HTTP/1.1\r\nHost: h.example\r\n\r\n', DONE],
    origin: [OK],
  },
  { name: 'OPTIONS *', client: ['OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n', DONE], origin: [OK] },
  {
    name: 'length and chunks together',
    client: [`${chunked('Content-Length: 3\r\n')}5\r\nhello\r\n0\r\n\r\n`, 'close'],
    origin: [{ ...OK, after: /0\r\n\r\n$/ }],
  },
  {
    name: 'the same length twice',
    client: ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello', DONE],
    origin: [{ ...OK, after: /hello$/ }],
  },
  {
    name: 'two lengths',
    known: LOWER,
    client: ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello', 'close'],
  },
  { name: 'pipelined requests', client: [GET + GET_CLOSE, 'close'], origin: [OK, OK], logs: 2 },
  {
    name: 'garbage behind a request',
    known: LOWER,
    client: [`${GET}\x01garbage\r\n\r\n`, 'close'],
    origin: [OK],
    logs: 2,
  },
  {
    name: 'an answer before the body came',
    client: ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nhello', DONE, 'fin', 'close'],
    origin: [{ text: 'HTTP/1.1 413 Big\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone', end: 'fin' }],
  },
  {
    name: 'a server that ends in the middle',
    client: [GET, 'close'],
    origin: [{ text: 'HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nhalf', end: 'fin' }],
  },
  {
    name: 'a server that ends in the middle of chunks',
    client: [GET, 'close'],
    origin: [{ text: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf', end: 'fin' }],
  },
  {
    name: 'a server that ends without an answer',
    known: OWN_BYTES,
    client: [GET, PAGE, 'fin', 'close'],
    origin: [{ text: '', end: 'fin' }],
  },
  {
    name: 'a server that resets',
    known: OWN_BYTES,
    client: [GET, PAGE, 'fin', 'close'],
    origin: [{ text: '', end: 'rst' }],
  },
  {
    name: 'a server that ends in the head',
    known: OWN_BYTES,
    client: [GET, PAGE, 'fin', 'close'],
    origin: [{ text: 'HTTP/1.1 200 OK\r\nContent', end: 'fin' }],
  },
  {
    name: 'a server that speaks something else',
    known: OWN_BYTES,
    client: [GET, PAGE, 'fin', 'close'],
    origin: [{ text: 'SSH-2.0-x\r\n\r\n' }],
  },
  { name: 'nobody at the server', known: OWN_BYTES, client: [GET, PAGE, 'fin', 'close'], origin: 'dead' },
  {
    name: 'a request that does not end in time',
    known: LOWER,
    lines: ['timeout http-request 300ms'],
    client: ['GET / HT', 'close'],
  },
  { name: 'a client that says nothing', known: LOWER, lines: ['timeout http-request 300ms'], client: ['close'] },
  {
    name: 'a body that does not end in time',
    known: LATE_CLIENT,
    lines: ['timeout client 300ms', 'timeout server 600ms'],
    client: ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nhello', PAGE, 'fin', 'close'],
    origin: [],
  },
  {
    name: 'a server that does not answer in time',
    known: OWN_BYTES,
    lines: ['timeout server 300ms'],
    client: [GET, PAGE, 'fin', 'close'],
    origin: [],
  },
  {
    name: 'a server that stops in the middle',
    lines: ['timeout server 300ms'],
    client: [GET, 'close'],
    origin: [{ text: 'HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nhalf' }],
  },
  {
    name: 'a client that half-closes behind its request',
    known: ABORT_ON_CLOSE,
    client: [GET, 'fin', 'close'],
    origin: [OK],
  },
  { name: 'a client that leaves in the head', known: LOWER, client: ['GET / HTTP/1.1\r\nHo', 'fin', 'close'] },
  {
    name: 'a client that leaves in the body',
    known: ABORT_ON_CLOSE,
    client: ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nhello', 'fin', 'close'],
    origin: [],
  },
  {
    name: 'option forwardfor',
    lines: ['option forwardfor'],
    client: [GET.replace('\r\n\r\n', '\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'option forwardfor except and header',
    lines: ['option forwardfor except 10.0.0.0/8 header X-Client'],
    client: [GET, DONE],
    origin: [OK],
  },
  {
    name: 'option forwardfor except us',
    lines: ['option forwardfor except 127.0.0.0/8'],
    client: [GET, DONE],
    origin: [OK],
  },
  {
    name: 'option forwardfor if-none',
    lines: ['option forwardfor if-none'],
    client: [GET.replace('\r\n\r\n', '\r\nx-forwarded-for: 1.2.3.4\r\n\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'cookie insert without a cookie',
    lines: ['cookie S insert indirect nocache', 'server s @ cookie one'],
    client: [GET, DONE],
    origin: [OK],
  },
  {
    name: 'cookie insert with its cookie',
    lines: ['cookie S insert indirect nocache', 'server s @ cookie one'],
    client: [GET.replace('\r\n\r\n', '\r\nCookie: a=1; S=one; b=2\r\n\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'cookie insert with a cookie of nobody',
    lines: ['cookie S insert indirect httponly secure domain .x', 'server s @ cookie one'],
    client: [GET.replace('\r\n\r\n', '\r\nCookie: S=two\r\n\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'cookie prefix',
    lines: ['cookie SID prefix', 'server s @ cookie one'],
    client: [GET.replace('\r\n\r\n', '\r\nCookie: SID=one~abc; x=y\r\n\r\n'), DONE],
    origin: [{ text: OK.text.replace('X-Origin: Yes', 'Set-Cookie: SID=new; path=/') }],
  },
  {
    name: 'cookie rewrite',
    lines: ['cookie S rewrite', 'server s @ cookie one'],
    client: [GET, DONE],
    origin: [{ text: OK.text.replace('X-Origin: Yes', 'Set-Cookie: S=app; path=/') }],
  },
  {
    name: 'redirect location',
    known: OWN_BYTES,
    lines: ['http-request redirect location /else code 301'],
    client: [GET, /\r\n\r\n/, 'fin', 'close'],
  },
  {
    name: 'redirect prefix without the query',
    known: OWN_BYTES,
    lines: ['redirect prefix https://x.example drop-query'],
    client: [GET, /\r\n\r\n/, 'fin', 'close'],
  },
  {
    name: 'redirect scheme with a cookie',
    known: OWN_BYTES,
    lines: ['redirect scheme https code 307 set-cookie SEEN=1'],
    client: [GET, /\r\n\r\n/, 'fin', 'close'],
  },
  { name: 'deny', known: OWN_BYTES, lines: ['http-request deny'], client: [GET, PAGE, 'fin', 'close'] },
  {
    name: 'tarpit',
    known: OWN_BYTES,
    lines: ['timeout tarpit 50ms', 'http-request tarpit'],
    client: [GET, PAGE, 'fin', 'close'],
  },
  {
    name: 'return',
    known: OWN_BYTES,
    lines: ['http-request return status 200 content-type text/plain string "done"'],
    client: [GET, DONE, 'fin', 'close'],
  },
  {
    name: 'a response that is denied',
    known: OWN_BYTES,
    lines: ['http-response deny'],
    client: [GET, PAGE, 'fin', 'close'],
    origin: [OK],
  },
  {
    name: 'monitor-uri',
    lines: ['monitor-uri /p?q', 'monitor-uri /alive'],
    client: ['GET /alive HTTP/1.1\r\nHost: h\r\n\r\n', PAGE, 'fin', 'close'],
    logs: 0,
  },
  {
    name: 'fields of the same name and of odd case',
    client: ['GET / HTTP/1.1\r\nhOsT: h\r\nACCEPT:  a \r\naccept:b\r\nX-Empty:\r\n\r\n', DONE],
    origin: [OK],
  },
  {
    name: 'a folded field',
    client: ['GET / HTTP/1.1\r\nHost: h\r\nX-A: one\r\n two\r\n\tthree\r\n\r\n', DONE],
    origin: [OK],
  },
  { name: 'a space before a colon', known: LOWER, client: ['GET / HTTP/1.1\r\nHost : h\r\n\r\n', 'close'] },
  { name: 'no host', client: ['GET / HTTP/1.1\r\n\r\n', DONE], origin: [OK] },
  { name: 'blank lines before a request', client: [`\r\n\r\n${GET}`, DONE], origin: [OK] },
  { name: 'lines that end with LF alone', client: ['GET / HTTP/1.1\nHost: h\n\n', DONE], origin: [OK] },
  {
    name: 'a version of the future',
    known: VERSION_SHOWN,
    client: ['GET / HTTP/1.9\r\nHost: h\r\n\r\n', DONE],
    origin: [OK],
  },
  {
    name: 'HTTP/2 preface',
    known: NO_HTTP2,
    client: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /./, 'fin', 'close'],
    logs: 0,
  },
  {
    name: 'rules on both sides',
    lines: [
      'http-request set-header X-A %[path]',
      'http-request del-header Accept',
      'http-response replace-header X-Origin Y(.*) N\\1',
      'http-response add-header X-B b',
    ],
    client: [GET, DONE],
    origin: [OK],
  },
];
