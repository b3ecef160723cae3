import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeStatuses, initialCountedStatuses } from '../../../src/model/status-set.js';

/** A line of words, as ranges. */
function change(words: string): readonly number[] | undefined {
  let set: ReadonlySet<number> | undefined = initialCountedStatuses().errors;
  for (const word of words.split(' ')) set = set && changeStatuses(set, word);
  return set && [...set].sort((a, b) => a - b);
}

test('http-err-codes: sets, adds and takes away (manual 3.1)', () => {
  assert.equal(change('400,402-444,446-480,490')?.length, 1 + 43 + 35 + 1);
  assert.deepEqual(change('400-499 -450 +500')?.slice(-2), [499, 500]);
  assert.equal(change('400-499 -450 +500')?.includes(450), false);
  assert.equal(change('-450-459')?.length, 90);
  assert.deepEqual(change('+501,505')?.slice(-2), [501, 505]);
});

test('http-err-codes: what is no range is refused', () => {
  for (const word of ['', '+', '99', '600', '404-400', '4xx', '400,', '--400'])
    assert.equal(change(word), undefined, word);
});

test('http-fail-codes: 501 and 505 are no failures at first', () => {
  const { failures } = initialCountedStatuses();
  assert.deepEqual(
    [500, 501, 505, 599, 499].map((status) => failures.has(status)),
    [true, false, false, true, false],
  );
});
