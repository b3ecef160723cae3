/** Rules of checks while they are read: what `defaults` hand down, how requests are completed, what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckStep, ConnectStep } from '../../../../src/model/config/health-check.js';
import { readText } from '../../../support/config.js';

function checkOf(defaults: readonly string[], backend: readonly string[]) {
  const lines = ['defaults', ...defaults.map((line) => ` ${line}`), 'backend be', ...backend.map((line) => ` ${line}`)];
  const { typed, diagnostics } = readText(`${lines.join('\n')}\n`);
  return { check: typed.proxies[0]!.config.check, messages: diagnostics.map(({ message }) => message) };
}

const kinds = (steps: readonly CheckStep[]) => steps.map(({ kind }) => kind);

test('rules of defaults hold until a section has its own', () => {
  const defaults = ['option tcp-check', 'tcp-check connect', 'tcp-check send x'];
  assert.deepEqual(kinds(checkOf(defaults, []).check!.steps.tcp), ['connect', 'send']);
  const own = checkOf(defaults, ['tcp-check expect string a', 'tcp-check expect string b']);
  assert.deepEqual(kinds(own.check!.steps.tcp), ['expect', 'expect']);
  assert.equal(own.check!.kind, 'tcp-check');
});

test('rules are numbered with the comments between them', () => {
  const { check } = checkOf(
    [],
    ['tcp-check comment a', 'tcp-check connect', 'tcp-check comment b', 'tcp-check send x'],
  );
  assert.deepEqual(
    check!.steps.tcp.map(({ index }) => index),
    [0, 1, 2, 3],
  );
});

const REFUSED: readonly (readonly [line: string, message: RegExp])[] = [
  ['tcp-check expect binary 0g', /is not pairs of hexadecimal digits/],
  ['tcp-check send-binary 0', /is not made of pairs of hexadecimal digits/],
  ['tcp-check expect rstring (', /is not a regular expression/],
  ['tcp-check expect ok-status L60K string x', /'L4OK', 'L6OK', 'L7OK', 'L7OKC'/],
  ['tcp-check expect', /expects one of string, rstring/],
  ['tcp-check connect port 70000', /expects a TCP port from 1 to 65535/],
  ['tcp-check connect proto HTTP', /unknown protocol 'HTTP'/],
  ['tcp-check send x comment', /expects <msg>/],
  ['tcp-check set-var(nope) str(x)', /names no variable/],
  ['http-check expect status 2xx', /is not a list of status codes/],
  ['http-check expect hdr value x', /expects 'name'/],
  ['http-check expect hdr name-lf -m reg x', /does not take/],
  ['http-check send meth', /expects <method>/],
  ['http-check send what', /expects one of 'meth', 'uri'/],
];

for (const [line, message] of REFUSED) {
  test(`refused: ${line}`, () => {
    const { messages } = checkOf([], [line]);
    assert.ok(
      messages.some((one) => message.test(one)),
      messages.join('\n'),
    );
  });
}

test('the first connection stands in front of what uses it', () => {
  assert.match(
    checkOf([], ['tcp-check send x', 'tcp-check connect']).messages.join(),
    /the first step must be a 'connect'/,
  );
  const { check } = checkOf([], ['tcp-check connect via-socks4']);
  assert.equal((check!.steps.tcp[0] as ConnectStep).viaSocks4, true);
});

test('smtpchk: unknown greetings become the default one', () => {
  assert.equal(checkOf([], ['option smtpchk']).check!.hello, 'HELO localhost');
  assert.equal(checkOf([], ['option smtpchk ehlo my.domain']).check!.hello, 'EHLO my.domain');
  assert.equal(checkOf([], ['option smtpchk FOO my.domain']).check!.hello, 'HELO localhost');
});

test('spop-check is refused with the reason', () => {
  assert.match(checkOf([], ['option spop-check']).messages.join(), /the protocol of SPOP agents is not spoken/);
});

test('options of checks are refused behind "no", as the manual has no negation of them', () => {
  const { check, messages } = checkOf(['option redis-check'], ['no option redis-check']);
  assert.equal(check?.kind, 'redis');
  assert.match(messages.join(), /'no' is not supported in front of 'option redis-check'/);
});
