import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../support/config.js';

/** What is told of the order of the lines of a frontend, as code and line. */
function told(lines: readonly string[]): readonly string[] {
  const { diagnostics } = readText(['frontend f', ...lines, ''].join('\n'));
  return diagnostics
    .filter(({ code }) => code === 'rule/order' || code === 'rule/never-reached')
    .map(
      ({ code, range, message }) =>
        `${code} ${range?.source.position(range.start).line} ${/after a '[^']+'/.exec(message)?.[0]}`,
    );
}

const MANY = Array.from({ length: 40 }, () => 'http-request set-header a b');

test('rules in front of which others run are told of, however many there are', () => {
  for (const rules of [MANY.slice(0, 1), MANY]) {
    const line = rules.length + 2;
    assert.deepEqual(told([...rules, 'tcp-request content accept']), [`rule/order ${line} after a 'http-request'`]);
    assert.deepEqual(told([...rules, 'redirect prefix /a', 'http-request deny']), [
      `rule/order ${line + 1} after a 'redirect'`,
    ]);
    assert.deepEqual(told([...rules, 'use_backend b if TRUE', 'http-request deny']), [
      `rule/order ${line + 1} after a 'use_backend'`,
    ]);
    assert.deepEqual(told([...rules, 'http-request deny', ...rules.slice(0, 1)]), [
      `rule/never-reached ${line + 1} undefined`,
    ]);
  }
});
