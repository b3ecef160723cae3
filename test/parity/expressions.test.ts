/** A small run of the differential fuzzer; `bin/dev parity expressions` runs more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareExpressions, haproxyVersion } from './expressions.js';

const skip = haproxyVersion()?.startsWith('2.6') === true ? false : 'haproxy 2.6 is not installed';

test('expressions evaluate as in haproxy', { skip }, async () => {
  const { compared, found, disagreements } = await compareExpressions(300, 42);
  assert.deepEqual(disagreements, []);
  assert.ok(compared >= 300 && found > 80, `${found} of ${compared} have a value`);
});
