import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepCopy } from '../../../src/config/deep-copy.js';

class Shared {
  readonly text = 'x';
}

test('plain parts are copied and instances are shared', () => {
  const shared = new Shared();
  const original = { list: [{ n: 1 }], map: new Map([['k', { n: 2 }]]), shared };
  const copy = deepCopy(original);
  copy.list[0]!.n = 5;
  copy.map.get('k')!.n = 6;
  assert.equal(original.list[0]!.n, 1);
  assert.equal(original.map.get('k')!.n, 2);
  assert.equal(copy.shared, shared);
});
