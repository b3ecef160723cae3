import assert from 'node:assert/strict';
import test from 'node:test';
import { abstractName } from '../../../../src/net/unix/name.js';

test('abns@ names fill the whole field, abnsz@ names are as long as they are', () => {
  assert.equal(abstractName('x', {}), `\0x${'\0'.repeat(106)}`);
  assert.equal(abstractName('x', { zeroTerminated: true }), '\0x');
});
