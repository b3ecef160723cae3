import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArgKind, arg } from '../../../../src/catalog/arg.js';
import { parseText } from '../parse-text.js';

function both<T>(kind: ArgKind<T>, text: string): T | string {
  const { value, messages } = parseText(kind, text);
  return value ?? messages.join();
}

test('sint takes decimal integers with a sign and leading zeros', () => {
  for (const [text, value] of [
    ['0', 0],
    ['-5', -5],
    ['+7', 7],
    ['010', 10],
  ] as const) {
    assert.equal(both(arg.sint('n'), text), value);
  }
});

test('sint refuses hexadecimal, fractions, spaces and nothing', () => {
  for (const text of ['0x1F', '1.5', ' 5', '', 'abc'])
    assert.match(String(both(arg.sint('n'), text)), /expects an integer/);
});

test('uint names its bounds when a number is outside of them', () => {
  assert.equal(both(arg.uint('n', { max: 256 }), '256'), 256);
  assert.match(String(both(arg.uint('n', { max: 256 }), '257')), /an integer between 0 and 256/);
  assert.match(String(both(arg.uint('n'), '-1')), /at least 0/);
});

test('int64 keeps numbers that a double cannot', () => {
  assert.equal(both(arg.int64('n'), '9223372036854775807'), 9223372036854775807n);
  assert.match(String(both(arg.int64('n'), '9223372036854775808')), /64 bits/);
});

test('timeMs counts bare numbers in its unit and knows all others', () => {
  assert.equal(both(arg.timeMs('t'), '250'), 250);
  assert.equal(both(arg.timeMs('t'), '1500us'), 2);
  assert.equal(both(arg.timeMs('t'), '2m'), 120_000);
  assert.equal(both(arg.timeMs('t', 's'), '30'), 30_000);
  assert.match(String(both(arg.timeMs('t'), '5x')), /unexpected character 'x'/);
});

test('size and percent take their units', () => {
  assert.equal(both(arg.size('s'), '32k'), 32_768);
  assert.equal(both(arg.percent('p'), '50%'), 50);
  assert.match(String(both(arg.percent('p'), '101')), /between 0 and 100/);
});
