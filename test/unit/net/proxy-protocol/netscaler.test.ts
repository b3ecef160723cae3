/** Client address headers of NetScaler appliances, whole and in pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNetscaler } from '../../../../src/net/proxy-protocol/netscaler.js';

const MAGIC = 2000;

function message(version: 4 | 6): Buffer {
  const size = version === 4 ? 40 : 60;
  const bytes = Buffer.alloc(12 + size);
  bytes.writeUInt32BE(MAGIC, 0);
  bytes.writeUInt32BE(12 + size, 4);
  bytes.writeUInt16BE(size, 10);
  bytes[12] = version === 4 ? 0x45 : 0x60;
  bytes[12 + (version === 4 ? 9 : 6)] = 6;
  if (version === 4) bytes.set([192, 0, 2, 7, 198, 51, 100, 9], 24);
  else bytes.set([0x20, 1, 0xd, 0xb8], 20);
  bytes.writeUInt16BE(4321, 12 + size - 20);
  return bytes;
}

test('netscaler reads addresses of both families', () => {
  const v4 = parseNetscaler(message(4), MAGIC);
  assert.ok(v4.kind === 'header');
  assert.equal(v4.size, 52);
  assert.equal(`${v4.header.source}:${v4.header.sourcePort} ${v4.header.destination}`, '192.0.2.7:4321 198.51.100.9');
  const v6 = parseNetscaler(message(6), MAGIC);
  assert.ok(v6.kind === 'header');
  assert.equal(`${v6.header.family} ${v6.header.source}:${v6.header.sourcePort}`, 'ipv6 2001:db8:::4321');
});

test('netscaler waits for the rest of a header at every byte', () => {
  const bytes = message(4);
  for (let size = 0; size < bytes.length; size++) {
    assert.equal(parseNetscaler(bytes.subarray(0, size), MAGIC).kind, 'more');
  }
});

test('netscaler refuses another number, another form, another protocol', () => {
  assert.equal(parseNetscaler(message(4), 1).kind, 'fault');
  const form = message(4);
  form[8] = 1;
  assert.equal(parseNetscaler(form, MAGIC).kind, 'fault');
  const udp = message(4);
  udp[21] = 17;
  assert.equal(parseNetscaler(udp, MAGIC).kind, 'fault');
});
