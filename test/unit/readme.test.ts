/** The documents that follow from the catalog are up to date. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../support/readme.js';

test('the support table is the one of the catalog', async () => {
  assert.equal(await main(['--check']), 0, 'run `bin/dev readme`');
});
