import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arg } from '../../../../src/catalog/arg.js';
import { parseText } from '../parse-text.js';

test('enumeration names all words when none fits', () => {
  const kind = arg.enumeration('mode', ['http', 'tcp']);
  assert.equal(parseText(kind, 'tcp').value, 'tcp');
  assert.deepEqual(parseText(kind, 'ftp').messages, ["'ftp' does not fit <mode>, which expects one of 'http', 'tcp'"]);
});

test('onOff gives false for off, not a report', () => {
  assert.deepEqual(parseText(arg.onOff('x'), 'off'), { value: false, messages: [] });
  assert.equal(parseText(arg.onOff('x'), 'constructor').value, undefined);
});

test('str takes the empty string and nonEmpty does not', () => {
  assert.equal(parseText(arg.str('x'), '').value, '');
  assert.equal(parseText(arg.nonEmpty('x'), '').messages.length, 1);
});

test('list refuses empty items', () => {
  assert.deepEqual(parseText(arg.list('x'), 'h2,http/1.1').value, ['h2', 'http/1.1']);
  assert.equal(parseText(arg.list('x'), 'a,,b').value, undefined);
});

test('fieldName takes what is no token too, but nothing that would end a line', () => {
  assert.equal(parseText(arg.fieldName('x'), 'X-Real-IP').value, 'X-Real-IP');
  assert.equal(parseText(arg.fieldName('x'), 'X-Name:').value, 'X-Name:');
  assert.equal(parseText(arg.fieldName('x'), 'a\r\nb').value, undefined);
});
