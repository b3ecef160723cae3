import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeInetAddress, encodeIp, encodeUnixAddress } from '../../../src/libc/socket-address.js';

test('encodeIp knows every notation of an address', () => {
  assert.equal(encodeIp('192.0.2.1')?.toString('hex'), 'c0000201');
  assert.equal(encodeIp('::')?.toString('hex'), '0'.repeat(32));
  assert.equal(encodeIp('::1')?.toString('hex'), `${'0'.repeat(31)}1`);
  assert.equal(encodeIp('2001:db8::a:b')?.toString('hex'), '20010db80000000000000000000a000b');
  assert.equal(encodeIp('1:2:3:4:5:6:7:8')?.toString('hex'), '00010002000300040005000600070008');
  assert.equal(encodeIp('fe80::')?.toString('hex'), `fe80${'0'.repeat(28)}`);
  assert.equal(encodeIp('::ffff:192.0.2.1')?.toString('hex'), '00000000000000000000ffffc0000201');
  assert.equal(encodeIp('localhost'), undefined);
});

test('encodeInetAddress lays out sockaddr_in and sockaddr_in6', () => {
  assert.equal(encodeInetAddress('127.0.0.1', 8080)?.bytes.toString('hex'), '02001f907f0000010000000000000000');
  const six = encodeInetAddress('fe80::1%3', 80);
  assert.equal(six?.bytes.length, 28);
  assert.equal(six?.bytes.readUInt32LE(24), 3);
  assert.equal(encodeInetAddress('nope', 1), undefined);
});

test('encodeUnixAddress ends paths with NUL and counts abstract names', () => {
  assert.equal(encodeUnixAddress('/a')?.bytes.toString('hex'), '01002f6100');
  assert.equal(encodeUnixAddress('\0a')?.bytes.toString('hex'), '01000061');
  assert.equal(encodeUnixAddress('x'.repeat(108)), undefined);
  assert.equal(encodeUnixAddress(`\0${'x'.repeat(107)}`)?.bytes.length, 110);
});
