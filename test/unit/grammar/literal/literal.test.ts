import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiteralResult } from '../../../../grammar/literal/literal.js';
import { parseSize } from '../../../../grammar/literal/size.js';
import { parseTime } from '../../../../grammar/literal/time.js';

/** The value, or `kind@start`. */
function outcome(result: LiteralResult<number>): number | string {
  return result.ok ? result.value : `${result.kind}@${result.start}`;
}

for (const [text, expected] of [
  ['0', 0],
  ['5', 5],
  ['1us', 1],
  ['1001us', 2],
  ['7ms', 7],
  ['30s', 30_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['24d', 2_073_600_000],
  ['2147483647', 2_147_483_647],
  ['2147483648', 'overflow@0'],
  ['25d', 'overflow@0'],
  ['5x', 'unexpected-character@1'],
  ['5S', 'unexpected-character@1'],
  ['1msx', 'unexpected-character@3'],
  ['1.5s', 'unexpected-character@1'],
  ['-5', 'unexpected-character@0'],
  ['+5', 'unexpected-character@0'],
  ['', 'empty@0'],
  ['1u', 'unexpected-character@1'],
] as const) {
  test(`parseTime of '${text}'`, () => assert.equal(outcome(parseTime(text)), expected));
}

test('parseTime counts in another unit when it is asked to', () => {
  assert.equal(outcome(parseTime('90', 's')), 90);
  assert.equal(outcome(parseTime('1500ms', 's')), 2);
  assert.equal(outcome(parseTime('2ms', 'us')), 2000);
});

for (const [text, expected] of [
  ['0', 0],
  ['16384', 16_384],
  ['64k', 65_536],
  ['2M', 2_097_152],
  ['1g', 1_073_741_824],
  ['1kb', 'unexpected-character@2'],
  ['x', 'unexpected-character@0'],
  ['-1', 'unexpected-character@0'],
  ['1.5k', 'unexpected-character@1'],
  ['', 'empty@0'],
] as const) {
  test(`parseSize of '${text}'`, () => assert.equal(outcome(parseSize(text)), expected));
}

test('parseSize reports an overflow above the maximum', () => {
  assert.equal(outcome(parseSize('5g', 2 ** 32 - 1)), 'overflow@0');
});
