import assert from 'node:assert/strict';
import test from 'node:test';
import type { Value } from '../../../../src/model/value.js';
import { compileFrontend, compileValid, createStream, runRules } from '../../../support/rule-run.js';

/** Value of `txn.v` behind some rules. */
function valueAfter(...rules: readonly string[]): Value | undefined {
  const compiled = compileValid(rules.map((rule) => `http-request ${rule}`));
  const stream = createStream(compiled, 'GET /p HTTP/1.1\nHost: h');
  runRules(compiled, 'http-request', stream);
  return stream.vars('txn')?.get('v');
}

test('set-var keeps the type of what it stores, set-var-fmt stores text', () => {
  assert.equal(valueAfter('set-var(txn.v) int(7)'), 7);
  assert.equal(valueAfter('set-var-fmt(txn.v) "%[int(7)]-%[path]"'), '7-/p');
});

test('set-var leaves the variable alone when nothing is found or a condition does not hold', () => {
  assert.equal(valueAfter('set-var(txn.v) int(1)', 'set-var(txn.v) req.hdr(nope)'), 1);
  assert.equal(valueAfter('set-var(txn.v,ifexists) int(1)'), undefined);
  assert.equal(valueAfter('set-var(txn.v,ifnotexists) int(1)', 'set-var(txn.v,ifnotset) int(2)'), 1);
  assert.equal(valueAfter('set-var(txn.v) int(5)', 'set-var(txn.v,ifgt) int(3)'), 3);
  assert.equal(valueAfter('set-var(txn.v) int(5)', 'set-var(txn.v,iflt) int(3)'), 5);
  assert.equal(valueAfter('set-var(txn.v,ifnotempty) str()'), undefined);
});

test('unset-var removes a variable', () => {
  assert.equal(valueAfter('set-var(txn.v) int(1)', 'unset-var(txn.v)'), undefined);
});

test('var gives its default when the variable is not set', () => {
  assert.equal(valueAfter('set-var(txn.v) var(txn.none,x)'), 'x');
  assert.equal(valueAfter('set-var(txn.v) var(ptxn.none,x)'), 'x');
});

test('names of variables and conditions that do not fit are refused', () => {
  for (const rule of ['set-var(v) int(1)', 'set-var(txn.a-b) int(1)', 'set-var(txn.v,ifso) int(1)', 'set-var int(1)']) {
    assert.notDeepEqual(compileFrontend([`http-request ${rule}`]).alerts, [], rule);
  }
});
