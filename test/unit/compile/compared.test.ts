/** Values that random comparison with HAProxy found to differ once (test/parity/expressions). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderValue } from '../../../src/app/eval/render-value.js';
import { evaluateBehind } from '../../support/rule-run.js';

const FILES = { '/m.map': '/ slash\n/q 2\n', '/ip.map': '10.0.0.0/8 ten\n' };

/** The value of an expression as `hawser eval` shows it. */
function evaluate(expression: string): string {
  const request = 'GET / HTTP/1.1\nauthorization: Bearer x';
  const { value, alerts } = evaluateBehind(expression, request, [['http-request set-var(txn.t) bool(true)'], FILES]);
  assert.deepEqual(alerts, []);
  return renderValue(value);
}

const CASES: readonly (readonly [expression: string, value: string])[] = [
  // Arithmetic keeps a boolean one, which casts to bytes as 0 or 1 (manual 7.3.1).
  ['bool(true),add(3)', 'bool 4'],
  ['bool(true),add(3),hex', 'str "0000000000000001"'],
  ['var(txn.t),sub(5),hex', 'str "0000000000000001"'],
  ['bool(true),add(3),odd', 'bool false'],
  // Texts are addresses as far as they look like one.
  ['str(10.0.0.1:81),ipmask(24)', 'ipv4 10.0.0.0'],
  ['str(10.0.0.1/x),map_ip(/ip.map)', 'str "ten"'],
  ['str(10.0.0),ipmask(24)', 'not found'],
  ['str(10.0.0.1.),ipmask(24)', 'not found'],
  // A pattern of delimiters stands where a text ends with one.
  ['str(/a/),map_dir(/m.map)', 'str "slash"'],
  ['str(a),map_dir(/m.map)', 'not found'],
  // Messages that may still become valid.
  ['str(abc),fix_is_valid', 'not found'],
  ['bin(41),mqtt_is_valid', 'not found'],
  ['bin(4142),mqtt_is_valid', 'bool false'],
  ['bin(3e63),mqtt_is_valid', 'bool false'],
  ['bin(3f63),mqtt_is_valid', 'not found'],
  ['bin(3f0161),mqtt_is_valid', 'bool false'],
  // 55 bits of a date count, before the offset is added.
  ["int(1),utime('%Y-%m-%d',-3600)", 'str "1969-12-31"'],
  ['str(xx),language(en,)', 'not found'],
  ['bin(61002b62),hex,hex2i', 'sint 1627401058'],
  ['bin(2b),url_dec(1)', 'str " "'],
];

for (const [expression, value] of CASES) {
  test(`${expression} is ${value}`, () => assert.equal(evaluate(expression), value));
}
