/** `tcp-check` sequences against scripted servers; texts as haproxy 2.6 gave them for the same servers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCheck, type ServerStep } from '../../../support/check-run.js';

interface Case {
  readonly what: string;
  readonly lines: readonly string[];
  readonly server: readonly ServerStep[] | 'refused';
  readonly found: string;
  readonly readMs?: number;
}

const CASES: readonly Case[] = [
  { what: 'a mere connection', lines: [], server: [], found: 'L4OK' },
  { what: 'nobody listens', lines: [], server: 'refused', found: 'L4CON Connection refused' },
  { what: 'no rules', lines: [], server: [], found: 'L4OK' },
  {
    what: 'no rules and nobody listens',
    lines: [],
    server: 'refused',
    found: 'L4CON Connection refused at initial connection step of tcp-check',
  },
  { what: 'connect only', lines: ['tcp-check connect default'], server: [], found: 'L4OK (tcp-check)' },
  {
    what: 'a named connection is refused',
    lines: ['tcp-check connect port PORT comment nix'],
    server: 'refused',
    found: "L4CON Connection refused at step 1 of tcp-check (connect port PORT) comment: 'nix'",
  },
  { what: 'a string', lines: ['tcp-check expect string hello'], server: ['hello\n'], found: 'L7OK 0 (tcp-check)' },
  {
    what: 'a string that does not come in time',
    lines: ['tcp-check connect', 'tcp-check comment lalala', 'tcp-check expect string nope'],
    server: ['hello\n'],
    found: "L7TOUT at step 3 of tcp-check (expect string 'nope') comment: 'lalala'",
    readMs: 40,
  },
  {
    what: 'a string that did not come',
    lines: ['tcp-check connect', 'tcp-check expect string nope comment xx'],
    server: ['hello\n', 'CLOSE'],
    found: "L7RSP TCPCHK did not match content 'nope' at step 2 comment: xx",
  },
  {
    what: 'nothing',
    lines: ['tcp-check connect', 'tcp-check expect string nope'],
    server: ['CLOSE'],
    found: 'L7RSP TCPCHK got an empty response at step 2',
  },
  {
    what: 'a reset',
    lines: ['tcp-check send x', 'tcp-check expect rstring nope'],
    server: ['RECEIVE', 'RESET'],
    found: 'SOCKERR Connection reset by peer at step 2 of tcp-check (expect regex)',
  },
  {
    what: 'an unwanted string',
    lines: ['tcp-check expect ! string hel'],
    server: ['hello'],
    found: "L7RSP TCPCHK matched unwanted content 'hel' at step 1",
  },
  {
    what: 'an unwanted string that may still come',
    lines: ['tcp-check expect ! string zz'],
    server: ['hello'],
    found: "L7TOUT at step 1 of tcp-check (expect string 'zz')",
    readMs: 40,
  },
  {
    what: 'enough bytes without an unwanted string',
    lines: ['tcp-check expect min-recv 2 ! string zz'],
    server: ['hello'],
    found: 'L7OK 0 (tcp-check)',
  },
  { what: 'bytes', lines: ['tcp-check expect binary 6c6C6f'], server: ['hello'], found: 'L7OK 0 (tcp-check)' },
  {
    what: 'a regex over bytes',
    lines: ['tcp-check expect rbinary ^6865'],
    server: ['hello'],
    found: 'L7OK 0 (tcp-check)',
  },
  {
    what: 'other bytes',
    lines: ['tcp-check expect min-recv 2 rbinary ^686566'],
    server: ['hello'],
    found: 'L7RSP TCPCHK did not match content (binary regex) at step 1',
  },
  {
    what: 'a format',
    lines: ['tcp-check set-var(check.a) str(hello)', 'tcp-check expect string-lf "%[var(check.a)]"'],
    server: ['hello'],
    found: 'L7OK 0 (tcp-check)',
  },
  {
    what: 'another format',
    lines: ['tcp-check expect min-recv 2 string-lf "%[str(xx)]"'],
    server: ['hello'],
    found: 'L7RSP TCPCHK did not match content (log-format string) at step 1',
  },
  {
    what: 'bytes of another format',
    lines: ['tcp-check expect min-recv 2 binary-lf "%[str(xx),hex]"'],
    server: ['hello'],
    found: 'L7RSP TCPCHK did not match content (log-format binary) at step 1',
  },
  {
    what: 'texts and codes of success',
    lines: ['tcp-check expect string hello on-success "ok %[res.payload(0,0)]" status-code int(77) ok-status L7OKC'],
    server: ['hello'],
    found: 'L7OKC 77 ok hello',
  },
  {
    what: 'texts and codes of failure',
    lines: [
      'tcp-check expect min-recv 3 string nope on-error "ko %[res.payload(0,3)]" status-code int(78) error-status L7STS ' +
        'comment cc',
    ],
    server: ['hello'],
    found: 'L7STS 78 ko hel comment: cc',
  },
  {
    what: 'a status of time-outs',
    lines: ['tcp-check expect string nope tout-status L6TOUT'],
    server: ['hello'],
    found: "L6TOUT at step 1 of tcp-check (expect string 'nope')",
    readMs: 40,
  },
  {
    what: 'a TLS handshake that is none',
    lines: ['tcp-check connect ssl'],
    server: ['RECEIVE', 'hello'],
    found: 'L6RSP SSL handshake failure at step 1 of tcp-check (connect)',
  },
  {
    what: 'what was received before the last message was sent does not count',
    lines: [
      'tcp-check send A',
      'tcp-check expect string abc',
      'tcp-check send-binary 4243',
      'tcp-check expect string abc',
    ],
    server: ['RECEIVE', 'abc', 'RECEIVE', 'def'],
    found: "L7TOUT at step 4 of tcp-check (expect string 'abc')",
    readMs: 40,
  },
];

const WITHOUT_OPTION = new Set(['a mere connection', 'nobody listens']);

for (const { what, lines, server, found, readMs } of CASES) {
  test(`tcp-check: ${what}`, async (t) => {
    const option = WITHOUT_OPTION.has(what) ? [] : ['option tcp-check'];
    const scripts = server === 'refused' ? server : [server];
    const { text } = await runCheck(t, [...option, ...lines], scripts, readMs === undefined ? {} : { readMs });
    assert.equal(text.replace(/connect port \d+/, 'connect port PORT').replace('  ', ' '), found);
  });
}

test('tcp-check send: text, formats and bytes go out as they stand there', async (t) => {
  const lines = [
    ...['option tcp-check', 'tcp-check send "A B\\r\\n"', 'tcp-check expect string 1'],
    ...['tcp-check send-lf "%[str(x y)]\\n"', 'tcp-check expect string 2', 'tcp-check send-binary 00ff'],
    ...['tcp-check expect string 3', 'tcp-check send-binary-lf "%[str(Z),hex]"', 'tcp-check expect string 4'],
  ];
  const script = ['RECEIVE', '1', 'RECEIVE', '2', 'RECEIVE', '3', 'RECEIVE', '4'];
  const { text, heard } = await runCheck(t, lines, [script]);
  assert.equal(text, 'L7OK 0 (tcp-check)');
  assert.deepEqual(heard, ['A B\r\nx y\n\0\xffZ']);
});

test('tcp-check connect: every connection has its own dialogue', async (t) => {
  const lines = [
    ...['option tcp-check', 'tcp-check connect', 'tcp-check expect string one', 'tcp-check connect linger'],
    ...['tcp-check send hi', 'tcp-check expect string two', 'tcp-check connect'],
  ];
  const { text, heard } = await runCheck(t, lines, [['one'], ['RECEIVE', 'two'], []]);
  assert.equal(text, 'L4OK (tcp-check)');
  assert.deepEqual(heard.slice(0, 2), ['', 'hi']);
});

test('tcp-check connect send-proxy: the header names the ends of the connection', async (t) => {
  const lines = ['option tcp-check', 'tcp-check connect send-proxy', 'tcp-check send hi', 'tcp-check expect string ok'];
  const { heard } = await runCheck(t, lines, [['RECEIVE', 'ok']]);
  assert.match(heard[0]!, /^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\nhi$/);
});

test('tcp-check connect port: an expression names the port', async (t) => {
  const lines = ['option tcp-check', 'tcp-check set-var(check.p) int(PORT)', 'tcp-check connect port var(check.p)'];
  const { text } = await runCheck(t, lines, [[]], { words: 'port 1' });
  assert.equal(text, 'L4OK (tcp-check)');
});

test('tune.vars.check-max-size: what does not fit is not stored', async (t) => {
  const lines = ['option tcp-check', 'tcp-check set-var(check.a) str(abc)', 'tcp-check send-lf "<%[var(check.a)]>"'];
  const heard = async (bytes: number) => {
    const globals = [`tune.vars.check-max-size ${bytes}`];
    const rules = [...lines, 'tcp-check expect string ok'];
    return (await runCheck(t, rules, [['RECEIVE', 'ok']], { globals })).heard;
  };
  assert.deepEqual(await heard(83), ['<abc>']);
  assert.deepEqual(await heard(82), ['<>']);
});
