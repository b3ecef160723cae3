/** HTTP checks against scripted servers; statuses, texts and requests as haproxy 2.6 gave them for the same servers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCheck, type ServerStep } from '../../../support/check-run.js';

const answer = (line: string) => `HTTP/1.0 ${line}\r\nX-A: b, c\r\nContent-Length: 5\r\n\r\nhello`;

interface Case {
  readonly rule: string;
  readonly server: readonly ServerStep[];
  readonly found: string;
}

const OK: readonly ServerStep[] = ['RECEIVE', answer('200 OK')];

const CASES: readonly Case[] = [
  { rule: '', server: OK, found: 'L7OK 200' },
  { rule: '', server: ['RECEIVE', answer('503 Service Unavailable')], found: 'L7STS 503 Service Unavailable' },
  { rule: '', server: ['RECEIVE', 'garbage\r\n\r\n'], found: 'L7RSP' },
  { rule: '', server: ['RECEIVE', 'CLOSE'], found: 'L7RSP' },
  { rule: '', server: ['RECEIVE', 'RESET'], found: 'SOCKERR Connection reset by peer' },
  { rule: '', server: ['RECEIVE', 'HTTP/1.1 100 Continue\r\n\r\n'], found: 'L7STS 100 Continue' },
  { rule: 'disable-on-404', server: ['RECEIVE', answer('404 Not Found')], found: 'L7OKC 404' },
  { rule: 'expect string foo', server: OK, found: 'L7RSP HTTP content check did not match' },
  { rule: 'expect ! string hell', server: OK, found: 'L7RSP HTTP check matched unwanted content' },
  { rule: 'expect rstring ^hel', server: OK, found: 'L7OK 200' },
  { rule: 'expect status 404', server: OK, found: 'L7STS 200 OK' },
  { rule: 'expect status 100,190-210', server: OK, found: 'L7OK 200' },
  { rule: 'expect !rstatus ^2', server: OK, found: 'L7STS 200 OK' },
  { rule: 'expect hdr name x-a value d', server: OK, found: 'L7STS 200 OK' },
  { rule: 'expect hdr name X-A value c', server: OK, found: 'L7OK 200' },
  { rule: 'expect fhdr name x-a value c', server: OK, found: 'L7STS 200 OK' },
  { rule: 'expect fhdr name -m beg x- value -m reg ^b', server: OK, found: 'L7OK 200' },
  { rule: 'expect hdr name-lf "x-%[str(a)]"', server: OK, found: 'L7OK 200' },
  { rule: 'expect string-lf "%[str(ell)]"', server: OK, found: 'L7OK 200' },
  {
    rule: 'expect string foo on-error "bad %[status]" status-code status error-status L7STS comment zz',
    server: OK,
    found: 'L7STS 200 bad 200 comment: zz',
  },
  { rule: 'expect string hello on-success "good %[res.body]"', server: OK, found: 'L7OK 200 good hello' },
  {
    rule: 'expect string hello',
    server: ['RECEIVE', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    found: 'L7RSP HTTP content check could not find a response body',
  },
  {
    rule: 'expect string hell',
    server: ['RECEIVE', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhell'],
    found: 'L7OK 200',
  },
];

for (const { rule, server, found } of CASES) {
  const line = rule === '' ? [] : [`http-check ${rule}`];
  test(`http-check: ${rule || 'status'} of ${JSON.stringify(server.slice(1).join('')).slice(0, 40)}`, async (t) => {
    const { text } = await runCheck(t, ['mode http', 'option httpchk', ...line], [server]);
    assert.equal(text, found);
  });
}

const REQUESTS: readonly (readonly [lines: readonly string[], request: string])[] = [
  [['option httpchk'], 'OPTIONS / HTTP/1.0\r\n\r\n'],
  [['option httpchk GET /x?y=1 HTTP/1.1'], 'GET /x?y=1 HTTP/1.1\r\nconnection: close\r\n\r\n'],
  [['option httpchk GET / HTTP/1.1 my.host'], 'GET / HTTP/1.1\r\nhost: my.host\r\nconnection: close\r\n\r\n'],
  [
    ['option httpchk HEAD /', 'http-check send ver HTTP/1.1 hdr Host foo hdr X-Up Upper body abc'],
    'HEAD / HTTP/1.1\r\nhost: foo\r\nx-up: Upper\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc',
  ],
  [
    ['option httpchk', 'http-check send meth POST uri-lf "/%[be_name]/x" hdr content-length 7 body-lf "b=%[str(x)]"'],
    'POST /be/x HTTP/1.0\r\ncontent-length: 3\r\n\r\nb=x',
  ],
  [
    ['option httpchk GET /a', 'http-check connect', 'http-check send meth PUT uri /1 ver HTTP/1.1 hdr host h'],
    'PUT /1 HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
  ],
  [
    ['option httpchk', 'http-check send-state'],
    'OPTIONS / HTTP/1.0\r\nx-haproxy-server-state: UP -1/3; address=127.0.0.1; port=PORT; name=be/s; node=test; ' +
      'weight=1/0; scur=0/0; qcur=0\r\n\r\n',
  ],
];

for (const [lines, request] of REQUESTS) {
  test(`http-check: request of ${lines.join(', ')}`, async (t) => {
    const { heard } = await runCheck(t, ['mode http', ...lines], [OK]);
    assert.equal(heard[0]!.replace(/port=\d+/, 'port=PORT'), request);
  });
}

test('http-check: several requests, each on its connection', async (t) => {
  const lines = [
    ...['mode http', 'option httpchk', 'http-check connect', 'http-check send uri /1', 'http-check expect status 200'],
    ...['http-check connect', 'http-check send uri /2', 'http-check expect status 201'],
  ];
  const { text, heard } = await runCheck(t, lines, [OK, ['RECEIVE', answer('500 No')]]);
  assert.equal(text, 'L7STS 500 No');
  assert.deepEqual(heard, ['OPTIONS /1 HTTP/1.0\r\n\r\n', 'OPTIONS /2 HTTP/1.0\r\n\r\n']);
});

test('http-check: a rule without the one it needs is refused', async (t) => {
  const two = ['mode http', 'option httpchk', 'http-check send uri /1', 'http-check send uri /2'];
  await assert.rejects(runCheck(t, two, [OK]), /there is no 'http-check connect' in front of it/);
  const bare = ['mode http', 'option httpchk', 'http-check connect', 'http-check expect status 200'];
  await assert.rejects(runCheck(t, bare, [OK]), /there is no 'http-check send' in front of it/);
});

for (const [words, expected] of [
  ['check-send-proxy', /^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\nOPTIONS/],
  ['send-proxy-v2', /^\r\n\r\n\0\r\nQUIT\n {0}\x20\0\0\0OPTIONS/],
  ['send-proxy-v2 port PORT', /^OPTIONS/],
] as const) {
  test(`check: PROXY header with ${words}`, async (t) => {
    const { heard } = await runCheck(t, ['mode http', 'option httpchk'], [OK], { words });
    assert.match(heard[0]!, expected);
  });
}
