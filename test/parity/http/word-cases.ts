/** Words about messages and cookies (manual 4.2) that the conversations of `cases.ts` do not touch. */
import type { Answer, Case, Difference, Seen } from './stage.js';

const get = (fields = '', path = '/p?q'): string => `GET ${path} HTTP/1.1\r\nHost: h.example\r\n${fields}\r\n`;
const GET = get();
const OK: Answer = { text: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Origin: Yes\r\n\r\ndone' };
const DONE = /done$/;
const answer = (fields: string, body = 'done'): Answer => ({
  text: `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${fields}\r\n${body}`,
});
const chunkedAnswer = (rest: string): Answer => ({ text: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${rest}` });
const post = (fields: string, body: string): string => `POST /c HTTP/1.1\r\nHost: h\r\n${fields}\r\n${body}`;

/** Dates in cookies are those of now. */
const withoutDates = (seen: Seen): Seen => ({
  ...seen,
  client: seen.client.replace(/\|[\w+/]{5}/g, '|date').replace(/(date:|[Ee]xpires=)[^\r\n;]*/g, '$1 now'),
});
const DATES: Difference = { reason: 'dates of cookies', mask: withoutDates };
const OWN_ANSWER: Difference = {
  reason: 'names and byte counts of answers of the proxy',
  mask: (seen) => ({
    ...seen,
    client: seen.client.toLowerCase(),
    log: seen.log.map((line) => line.replace(/ (\d{3}|-1) \+?\d+ - /, ' $1 B - ')),
  }),
};

const DROPPED: Difference = {
  reason: 'fields with wrong names are accepted and dropped in 3.5',
  mask: ({ client, origin }) => ({
    client: client.replace('x[y]: 1\r\n', ''),
    origin: origin.map((text) => text.replace('x[y]: 1\r\n', '')),
    log: [],
  }),
};
const NO_INTERIM: Difference = {
  reason: 'HTTP/1.0 knows no interim responses (RFC 9110 15.2)',
  mask: (seen) => ({ ...seen, client: seen.client.replace(/^HTTP\/1.1 103[\s\S]*?\r\n\r\n/, ''), log: [] }),
};
const BLANKS: Difference = {
  reason: 'blanks around what stays are left alone',
  mask: (seen) => ({ ...seen, origin: seen.origin.map((text) => text.replace('A ;', 'A;')) }),
};

const cookie = (name: string, word: string, sent: string, fields = '', known?: Difference): Case => ({
  name: `cookie ${name}`,
  lines: [`cookie ${word}`, 'server s @ cookie one'],
  client: [get(sent), DONE],
  origin: [answer(fields)],
  ...(known === undefined ? {} : { known }),
});

const NONE = '';
const ONE = 'Cookie: S=one\r\n';
const SET = 'Set-Cookie: S=app; path=/\r\n';

export const WORD_CASES: readonly Case[] = [
  {
    name: 'option http-use-proxy-header',
    lines: ['option http-use-proxy-header'],
    client: [get('Proxy-Connection: keep-alive\r\n'), DONE, 'fin', 'close'],
    origin: [OK],
  },
  {
    name: 'option http-use-proxy-header of a forward proxy',
    lines: ['option http-use-proxy-header'],
    client: ['GET http://h.example/x HTTP/1.1\r\nHost: h.example\r\nProxy-Connection: close\r\n\r\n', DONE],
    origin: [OK],
  },
  {
    name: 'Proxy-Connection without the option',
    client: [get('Proxy-Connection: close\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'option http-pretend-keepalive',
    lines: ['option http-server-close', 'option http-pretend-keepalive'],
    client: [GET, DONE],
    origin: [OK],
  },
  {
    name: 'option http-pretend-keepalive and httpclose',
    lines: ['option httpclose', 'option http-pretend-keepalive'],
    client: [GET, DONE, 'close'],
    origin: [OK],
  },
  { name: 'option http-no-delay', lines: ['option http-no-delay'], client: [GET, DONE], origin: [OK] },
  {
    name: 'option http-ignore-probes',
    lines: ['option http-ignore-probes', 'timeout http-request 200ms'],
    client: ['close'],
    logs: 0,
  },
  {
    name: 'option accept-invalid-http-request',
    lines: ['option accept-invalid-http-request'],
    client: ['GET /a^b"{} HTTP/1.1\r\nHost: h\r\nX[y]: 1\r\n\r\n', DONE],
    origin: [OK],
    known: DROPPED,
  },
  {
    name: 'option accept-invalid-http-response',
    lines: ['option accept-invalid-http-response'],
    client: [GET, DONE],
    origin: [answer('X[y]: 1\r\n')],
    known: DROPPED,
  },
  {
    name: 'a name that responses may not have',
    client: [GET, /<\/html>\n$/, 'fin', 'close'],
    origin: [answer('X[y]: 1\r\n')],
    known: OWN_ANSWER,
  },
  {
    name: 'option http-restrict-req-hdr-names delete',
    lines: ['option http-restrict-req-hdr-names delete'],
    client: [get('X_a: 1\r\nX-b: 2\r\nX.c: 3\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'option http-restrict-req-hdr-names reject',
    lines: ['option http-restrict-req-hdr-names reject'],
    client: [get('X_a: 1\r\n'), /<\/html>\n$/, 'fin', 'close'],
    known: OWN_ANSWER,
  },
  {
    name: 'option http-send-name-header',
    lines: ['http-send-name-header X-Server'],
    client: [get('X-Server: faked\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'unique-id-header',
    lines: ['unique-id-format %[path]-%[method]', 'unique-id-header X-Id'],
    client: [GET, DONE],
    origin: [OK],
  },
  {
    name: 'option originalto',
    lines: ['option originalto header X-To', 'option originalto except 10.0.0.0/8 header X-To'],
    client: [get('X-To: old\r\n'), DONE],
    origin: [OK],
  },
  {
    name: 'Expect: 100-continue, and a body that is buffered here',
    lines: ['option http-buffer-request'],
    client: [post('Expect: 100-continue\r\nContent-Length: 3\r\n', ''), /100 Continue\r\n\r\n/, 'abc', DONE],
    origin: [OK],
    known: { reason: '%B is the size of the final answer', mask: OWN_ANSWER.mask },
  },
  {
    name: 'Expect: 100-continue of HTTP/1.0',
    client: ['POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc', 'close'],
    origin: [{ ...OK, after: /abc$/ }],
  },
  {
    name: 'several interim responses',
    client: [GET, DONE],
    origin: [{ text: `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${OK.text}` }],
    known: { reason: '%B is the size of the final answer', mask: OWN_ANSWER.mask },
  },
  {
    name: 'interim responses for HTTP/1.0',
    client: ['GET / HTTP/1.0\r\nHost: h\r\n\r\n', 'close'],
    origin: [{ text: `HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${OK.text}` }],
    known: NO_INTERIM,
  },
  {
    name: 'trailers of a response',
    client: [get('TE: trailers, deflate\r\nConnection: TE\r\n'), /X-T: 1\r\n\r\n$/i],
    origin: [chunkedAnswer('Trailer: X-T\r\n\r\n4\r\ndone\r\n0\r\nX-T: 1\r\n\r\n')],
    known: { reason: '%B counts no trailers', mask: OWN_ANSWER.mask },
  },
  {
    name: 'chunks of odd sizes',
    client: [
      post(
        'Transfer-Encoding: chunked\r\nConnection: close\r\n',
        '00000000001\r\na\r\nA;x="y"\r\n0123456789\r\n0\r\n\r\n',
      ),
      DONE,
    ],
    origin: [{ ...OK, after: /0\r\n\r\n$/ }],
  },
  {
    name: 'HTTP/0.9',
    client: ['GET /\r\n', /<\/html>\n$/, 'close'],
    known: OWN_ANSWER,
  },
  {
    name: 'a request of a single line feed each',
    client: ['GET / HTTP/1.1\nHost: h\nX: 1\n\n', DONE],
    origin: [OK],
  },
  {
    name: 'two hosts',
    client: ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', /<\/html>\n$/, 'close'],
    known: OWN_ANSWER,
  },
  {
    name: 'a host that differs from the target',
    client: ['GET http://a/x HTTP/1.1\r\nHost: b\r\n\r\n', /<\/html>\n$/, 'close'],
    known: OWN_ANSWER,
  },
  {
    name: 'set-timeout server',
    lines: ['timeout server 10s', 'http-request set-timeout server 200ms'],
    client: [GET, /<\/html>\n$/, 'fin', 'close'],
    origin: [{ ...OK, after: /never/ }],
    known: OWN_ANSWER,
  },
  {
    name: 'set-timeout tunnel',
    lines: ['timeout tunnel 10s', 'http-request set-timeout tunnel 200ms'],
    client: [get('Connection: upgrade\r\nUpgrade: x\r\n'), 'close'],
    origin: [{ text: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n' }],
  },
  {
    name: 'wait-for-handshake without one',
    lines: ['http-request wait-for-handshake'],
    client: [GET, DONE],
    origin: [OK],
  },
  {
    name: 'set-mark, set-tos, set-nice',
    lines: [
      'http-request set-tos 0x10',
      'http-request set-mark 7',
      'http-request set-nice 5',
      'http-response set-nice -5',
    ],
    client: [GET, DONE],
    origin: [OK],
  },
  {
    name: 'sc-add-gpc and what it counts',
    lines: [
      'stick-table type ip size 10 store gpc(2)',
      'http-request track-sc0 src',
      'http-request sc-inc-gpc(1,0)',
      'http-request set-header X-Count %[sc_get_gpc(1,0)]',
    ],
    client: [GET, DONE, GET, /done[\s\S]*done$/],
    origin: [OK, OK],
    logs: 2,
  },
  cookie('insert', 'S insert', NONE),
  cookie('insert indirect', 'S insert indirect', ONE),
  cookie('insert indirect nocache', 'S insert indirect nocache', NONE),
  cookie('insert, answered by the server', 'S insert', NONE, SET),
  cookie('insert preserve, answered by the server', 'S insert preserve', NONE, SET),
  cookie('insert preserve indirect, answered by the server', 'S insert preserve indirect', ONE, SET),
  cookie('insert postonly', 'S insert postonly', NONE),
  cookie('insert httponly secure', 'S insert httponly secure', NONE),
  cookie('insert with domains', 'S insert domain .a.example domain .b.example', NONE),
  cookie('insert with attributes', 'S insert attr SameSite=Lax attr Priority=High', NONE),
  cookie(
    'insert with all flags',
    'S insert indirect nocache httponly secure domain .a.example attr SameSite=None',
    NONE,
  ),
  cookie('insert maxidle', 'S insert maxidle 1h', NONE, '', DATES),
  cookie('insert maxlife', 'S insert maxlife 1h', NONE, '', DATES),
  cookie('insert maxidle maxlife', 'S insert indirect maxidle 1h maxlife 2h', NONE, '', DATES),
  cookie('insert maxidle, of long ago', 'S insert maxidle 1h', 'Cookie: S=one|AAAAA|AAAAA\r\n', '', DATES),
  cookie('insert maxlife, without a date', 'S insert maxlife 1h', ONE, '', DATES),
  {
    name: 'cookie insert dynamic',
    lines: ['dynamic-cookie-key secret', 'cookie S insert dynamic', 'server t @'],
    client: [GET, DONE],
    origin: [OK],
    known: {
      reason: 'hashes of an address with the port of the moment',
      mask: (seen) => ({ ...seen, client: seen.client.replace(/S=[0-9a-f]{16};/, 'S=hash;') }),
    },
  },
  cookie('rewrite, answered by the server', 'S rewrite', NONE, SET),
  cookie('rewrite, not answered', 'S rewrite', ONE),
  cookie('rewrite postonly', 'S rewrite postonly', NONE, SET),
  cookie('prefix, answered by the server', 'S prefix', NONE, SET),
  cookie('prefix, sent by the client', 'S prefix', 'Cookie: S=one~app; T=2\r\n', SET),
  cookie('prefix of nobody', 'S prefix', 'Cookie: S=two~app\r\n'),
  cookie('prefix indirect', 'S prefix indirect', 'Cookie: A=1; S=one~app\r\n', SET),
  cookie('prefix with quotes', 'S prefix', 'Cookie: S="one~app"\r\n'),
  cookie('among others', 'S insert indirect', 'Cookie: A=1; S=one; B=2\r\n'),
  cookie('first of others', 'S insert indirect', 'Cookie: S=one; B=2\r\n'),
  cookie('last of others', 'S insert indirect', 'Cookie: A=1; S=one\r\n'),
  cookie('in a second field', 'S insert indirect', 'Cookie: A=1\r\nCookie: S=one\r\n'),
  cookie('twice', 'S insert indirect', 'Cookie: S=two; S=one\r\n'),
  cookie('with blanks and without a value', 'S insert indirect', 'Cookie:  A ; S = one ;; B=\r\n', '', BLANKS),
];
