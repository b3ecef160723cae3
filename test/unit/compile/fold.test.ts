/** Constant folding: what needs no stream is computed when the configuration is compiled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hawserCatalog } from '../../../src/app/catalog.js';
import type { Expression } from '../../../src/catalog/site.js';
import { openPlan } from '../../../src/compile/compile-plan.js';
import { Diagnostics } from '../../../src/diag/diagnostic.js';
import { SourceText } from '../../../src/diag/source-text.js';
import type { Stream } from '../../../src/model/stream.js';
import { readText } from '../../support/config.js';

const FILES = { '/m.map': 'a 1\n' };
const TEXT =
  'defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\nfrontend fe\n bind 127.0.0.1:80\n';

function open() {
  const { typed } = readText(TEXT, FILES);
  const { plan, scopeIn } = openPlan(typed, hawserCatalog(), new Diagnostics(), { readBytes: () => FILES['/m.map'] });
  const scope = scopeIn('fe', { use: 'fe-http-request', ruleset: 'http-request' })!;
  const compile = (text: string): Expression => {
    const source = new SourceText('test', text);
    return scope.compileExpression({ value: text, range: { source, start: 0, end: text.length } })!;
  };
  return { plan, compile };
}

/** Any look at it is a fault. */
const NONE = undefined as unknown as Stream;

test('constants with pure converters are computed once', () => {
  const { compile } = open();
  assert.equal(compile('str(abc),upper,concat(-)').evaluate(NONE), 'ABC-');
  assert.equal(compile('int(6),mul(7),add(-2)').evaluate(NONE), 40);
  assert.equal(compile('str(),add(1)').evaluate(NONE), undefined);
});

test('what reads variables of a stream stays open', () => {
  const { compile } = open();
  assert.throws(() => compile('int(1),add(txn.n)').evaluate(NONE));
  assert.throws(() => compile('str(a),concat(,txn.n)').evaluate(NONE));
});

test('look-ups in maps see later changes', () => {
  const { plan, compile } = open();
  const expression = compile('str(a),upper,lower,map(/m.map)');
  assert.equal(expression.evaluate(NONE), '1');
  const map = plan.maps.get('/m.map')!;
  for (const entry of map.find('a')) map.change(entry, '2');
  assert.equal(expression.evaluate(NONE), '2');
});

test('what stands behind a refused converter is not computed', () => {
  const { compile } = open();
  assert.equal(compile('str(a),nope,odd'), undefined);
});
