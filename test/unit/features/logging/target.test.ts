import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSample } from '../../../../src/features/logging/directive/target.js';

test('a sample names ranges of lines out of a number of lines', () => {
  assert.deepEqual(parseSample('1,3-5:8'), {
    ranges: [
      { low: 1, high: 1 },
      { low: 3, high: 5 },
    ],
    size: 8,
  });
});

test('ranges outside of the number of lines are refused', () => {
  for (const text of ['9:8', '0:8', '5-3:8', '1', 'x:8']) assert.equal(parseSample(text), undefined);
});
