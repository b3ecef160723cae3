import assert from 'node:assert/strict';
import test from 'node:test';
import { parseFieldBlock } from '../../../../../src/features/http/action/field-block.js';
import { fieldsBehind } from '../../../../support/rule-run.js';

/** `x-a: 1`, `y: 2`, encoded as req.hdrs_bin does it. */
const BLOCK = '03582d4101310179013200' + '00';

const fieldsAfter = (rule: string) => fieldsBehind(rule, 'GET / HTTP/1.1\nX-A: old\nX-B: old');

test('blocks of fields are added, set and taken as names to remove', () => {
  assert.deepEqual(fieldsAfter(`add-headers-bin bin(${BLOCK})`), ['x-a: old', 'x-b: old', 'x-a: 1', 'y: 2']);
  assert.deepEqual(fieldsAfter(`set-headers-bin bin(${BLOCK})`), ['x-b: old', 'x-a: 1', 'y: 2']);
  assert.deepEqual(fieldsAfter(`add-headers-bin bin(${BLOCK}) prefix Y`), ['x-a: old', 'x-b: old', 'y: 2']);
  assert.deepEqual(fieldsAfter('del-headers-bin bin(02582d00) -m beg'), []);
  assert.deepEqual(fieldsAfter('del-headers-bin bin(03782d6200)'), ['x-a: old']);
});

test('lengths above 239 take several bytes, and what is cut off is left out', () => {
  const value = 'v'.repeat(300);
  // 300 = 240 + 12 + 3 * 16: the lower four bits beside 0xf0, then the rest.
  const block = `\x01a\xfc\x03${value}\x00\x00`;
  assert.deepEqual(parseFieldBlock(block, ''), [['a', value]]);
  assert.deepEqual(parseFieldBlock('\x01a\xfc\x03vvv', ''), []);
});
