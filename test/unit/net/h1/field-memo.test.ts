/** Fields that are sent again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fields } from '../../../../src/model/message.js';
import { FieldMemo } from '../../../../src/net/h1/index.js';

test('a memo of fields gives the text of the fields, whatever came before', () => {
  const memo = new FieldMemo();
  const fields = new Fields(['host', 'a'], ['h', '1']);
  assert.equal(memo.render(fields, undefined), 'host: h\r\na: 1\r\n\r\n');
  assert.equal(memo.render(new Fields(['host', 'a'], ['h', '1']), undefined), 'host: h\r\na: 1\r\n\r\n');
  fields.values[1] = '2';
  assert.equal(memo.render(fields, undefined), 'host: h\r\na: 2\r\n\r\n');
  fields.removeAt(1);
  assert.equal(memo.render(fields, undefined), 'host: h\r\n\r\n');
  assert.equal(memo.render(new Fields(), undefined), '\r\n');
  assert.equal(memo.render(fields, undefined), 'host: h\r\n\r\n');
});
