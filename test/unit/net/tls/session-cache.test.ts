import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionCache } from '../../../../src/net/tls/session-cache.js';

const id = (number: number) => Buffer.from(`id${number}`);

test('SessionCache: the oldest make room, and those that are over do not stay', () => {
  let now = 0;
  const counts = { lookups: 0, misses: 0 };
  const cache = new SessionCache(3, 100, counts, () => now);
  for (let number = 0; number < 4; number++) cache.store(id(number), Buffer.from([number]));
  assert.equal(cache.count, 3);
  assert.equal(cache.find(id(0)), undefined);
  assert.deepEqual(cache.find(id(1)), Buffer.from([1]));
  now = 100;
  cache.store(id(4), Buffer.from([4]));
  assert.equal(cache.count, 2);
  cache.store(id(5), Buffer.from([5]));
  assert.equal(cache.count, 2);
  assert.equal(cache.find(id(1)), undefined);
  assert.deepEqual(cache.find(id(5)), Buffer.from([5]));
  assert.deepEqual(counts, { lookups: 4, misses: 2 });
});
