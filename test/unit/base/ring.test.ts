import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ring } from '../../../src/base/ring.js';

test('ring: keeps the latest items in order', () => {
  const ring = new Ring<number>(3);
  assert.deepEqual([...ring], []);
  assert.equal(ring.latest(), undefined);
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((n) => ring.push(n)),
    [undefined, undefined, undefined, 1, 2],
  );
  assert.deepEqual([...ring], [3, 4, 5]);
  assert.equal(ring.size, 3);
  assert.equal(ring.at(0), 3);
  assert.equal(ring.at(3), undefined);
  assert.equal(ring.latest(), 5);
  ring.clear();
  assert.deepEqual([...ring], []);
});
