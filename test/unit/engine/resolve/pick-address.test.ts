import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkList, pickAddress } from '../../../../src/engine/resolve/pick-address.js';
import type { AddressRecord } from '../../../../src/engine/resolve/resolution.js';

const record = (address: string): AddressRecord => ({ type: address.includes(':') ? 'AAAA' : 'A', name: 'x', address });
const RECORDS = ['192.0.2.1', '2001:db8::1', '10.0.0.1', '2001:db8::2'].map(record);
const free = () => false;
const V4 = { family: 4, networks: undefined, allowsTwice: false } as const;
const V6 = { ...V4, family: 6 } as const;

test('the preferred family wins, then the first record', () => {
  assert.equal(pickAddress(RECORDS, V4, '', free), '192.0.2.1');
  assert.equal(pickAddress(RECORDS, V6, '', free), '2001:db8::1');
  assert.equal(pickAddress(RECORDS.slice(0, 1), V6, '', free), '192.0.2.1');
  assert.equal(pickAddress([], V6, '', free), undefined);
});

test('the address of before stays among equals, and gives way to the preferred family and network', () => {
  assert.equal(pickAddress(RECORDS, V6, '2001:db8::2', free), '2001:db8::2');
  assert.equal(pickAddress(RECORDS, V6, '192.0.2.1', free), '2001:db8::1');
  const networks = networkList([{ family: 4, address: '10.0.0.0', bits: 8 }]);
  assert.equal(pickAddress(RECORDS, { ...V4, networks }, '192.0.2.1', free), '10.0.0.1');
});

test('addresses that other servers have are passed over, or taken last where that is allowed', () => {
  const taken = (address: string) => address === '192.0.2.1';
  assert.equal(pickAddress(RECORDS.slice(0, 1), V4, '', taken), undefined);
  assert.equal(pickAddress(RECORDS.slice(0, 1), { ...V4, allowsTwice: true }, '', taken), '192.0.2.1');
  assert.equal(pickAddress(RECORDS, { ...V4, allowsTwice: true }, '', taken), '10.0.0.1');
});

test('no network is no list', () => {
  assert.equal(networkList([]), undefined);
});
