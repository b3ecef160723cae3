import assert from 'node:assert/strict';
import test from 'node:test';
import { SourceText } from '../../../src/diag/source-text.js';
import { Ipv4 } from '../../../src/model/value.js';
import { createBench, evaluate } from './bench.js';

test('expressions run fetch and converters with casts between', () => {
  const values: readonly (readonly [string, unknown])[] = [
    ['str(12),add(1)', 13],
    ['str(),add(1)', undefined],
    ['str(abc),add(1)', 1],
    ['int(5),hex', '0000000000000005'],
    ['ipv4(1.2.3.4),lower', '1.2.3.4'],
    ['ipv4(1.2.3.4),add(1)', 16909061],
    ['bool(true),lower', '1'],
    ['bin(3132),add(0),lower', undefined],
    ['str(a),bytes,hex', '61'],
    ['bin(61006263),lower', 'a'],
    ['str(A) lower', 'a'],
    ['ipv4(1.2.3.4)', new Ipv4(0x01020304)],
  ];
  for (const [text, expected] of values) {
    const bench = createBench();
    assert.deepEqual(evaluate(bench, text), expected, text);
  }
});

test('expressions report every problem with its place', () => {
  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['pth', ['expr/unknown-fetch: pth']],
    ['path,lowr,add', ['expr/unknown-converter: lowr', 'expr/missing-argument: add']],
    ['path,add(x)', ['arg/invalid: x']],
    ['path,lower(x)', ['expr/excess-argument: x']],
    ['bin(00),add(1)', ['expr/incompatible-type: add(1)']],
    ['nope,lower(1,2)', ['expr/unknown-fetch: nope', 'expr/excess-argument: 1,2']],
  ];
  for (const [text, expected] of wrong) {
    const bench = createBench();
    assert.equal(evaluate(bench, text), undefined);
    assert.deepEqual(bench.reports(), expected, text);
  }
});

test('expressions suggest names that are near', () => {
  const bench = createBench();
  evaluate(bench, 'pth,lowr');
  assert.deepEqual(
    bench.diagnostics.list.map(({ remedy }) => remedy),
    ["did you mean 'path'?", "did you mean 'lower'?"],
  );
});

test('expressions refuse fetches that are not available at the point of use', () => {
  const bench = createBench();
  const text = { value: 'path', range: { source: new SourceText('test', 'path'), start: 0, end: 4 } };
  assert.equal(bench.scope.compileExpression(text, 'fe-http-response'), undefined);
  assert.deepEqual(bench.reports(), ['expr/not-available: path']);
});
