import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileValid, createStream, runRules } from '../../../support/rule-run.js';

/** Names of the variables of the transaction that two rules leave. */
function stored(limits: string): string[] {
  const compiled = compileValid(
    [
      'http-request set-var(txn.a) int(1)',
      'http-request set-var(txn.b) str(abc)',
      'http-request set-var(txn.b) str(abcdef)',
    ],
    {},
    { global: `global\n${limits}\n` },
  );
  const stream = createStream(compiled, 'GET / HTTP/1.1');
  runRules(compiled, 'http-request', stream);
  return [...(stream.vars('txn') ?? [])].map(([name, value]) => `${name}=${value}`);
}

test('variables that do not fit are not stored', () => {
  assert.deepEqual(stored(''), ['a=1', 'b=abcdef']);
  assert.deepEqual(stored(' tune.vars.txn-max-size 79'), []);
  assert.deepEqual(stored(' tune.vars.txn-max-size 80'), ['a=1']);
  assert.deepEqual(stored(' tune.vars.txn-max-size 163'), ['a=1', 'b=abc']);
  assert.deepEqual(stored(' tune.vars.txn-max-size 166'), ['a=1', 'b=abcdef']);
});

test('wider limits include narrower scopes, and 0 is no limit', () => {
  assert.deepEqual(stored(' tune.vars.sess-max-size 100'), ['a=1']);
  assert.deepEqual(stored(' tune.vars.global-max-size 100'), ['a=1']);
  assert.deepEqual(stored(' tune.vars.reqres-max-size 10'), ['a=1', 'b=abcdef']);
  assert.deepEqual(stored(' tune.vars.txn-max-size 0'), ['a=1', 'b=abcdef']);
});
