import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arg } from '../../../../src/catalog/arg.js';
import { parseMaskBits, parseNetwork } from '../../../../src/catalog/kind/network.js';
import { Ipv4, Ipv6 } from '../../../../src/model/value.js';
import { parseText } from '../parse-text.js';

test('network takes addresses, prefixes and masks', () => {
  assert.deepEqual(parseNetwork('10.0.0.0/8'), { family: 4, address: '10.0.0.0', bits: 8 });
  assert.deepEqual(parseNetwork('10.0.0.0/255.255.0.0'), { family: 4, address: '10.0.0.0', bits: 16 });
  assert.deepEqual(parseNetwork('::1'), { family: 6, address: '::1', bits: 128 });
  assert.equal(parseNetwork('10.0.0.0/33'), undefined);
  assert.equal(parseNetwork('example.org'), undefined);
});

test('a mask with holes is no prefix', () => {
  assert.equal(parseMaskBits('255.0.255.0', 4), undefined);
  assert.equal(parseMaskBits('0.0.0.0', 4), 0);
});

test('masks of both families come as addresses', () => {
  assert.deepEqual(parseText(arg.mask4('m'), '24').value, new Ipv4(0xffffff00));
  assert.deepEqual(parseText(arg.mask6('m'), '40').value, new Ipv6(0xffffffff, 0xff000000, 0, 0));
});

test('address says what is wrong with its port', () => {
  const kind = arg.address('a', { port: 'required' });
  assert.equal(parseText(kind, '127.0.0.1:80').value?.port, 80);
  assert.match(parseText(kind, '127.0.0.1').messages.join(), /missing port/);
});
