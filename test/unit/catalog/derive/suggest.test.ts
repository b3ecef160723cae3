import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editDistance, suggest } from '../../../../src/catalog/derive/suggest.js';

test('a swap of neighbours is one edit', () => {
  assert.equal(editDistance('cleint', 'client', 3), 1);
  assert.equal(editDistance('abc', 'abc', 3), 0);
  assert.equal(editDistance('a', 'abcdef', 2), 3);
});

test('the nearest word wins, the first of equals', () => {
  assert.equal(suggest('maxcon', ['maxconn', 'maxsslconn']), 'maxconn');
  assert.equal(suggest('mod', ['mode', 'mood']), 'mode');
});

test('nothing is suggested when nothing is near', () => {
  assert.equal(suggest('a', ['chroot', 'daemon']), undefined);
  assert.equal(suggest('completely', ['different']), undefined);
});
