import assert from 'node:assert/strict';
import type net from 'node:net';
import { test } from 'node:test';
import { hasOneAddress, OwnEnd } from '../../../../src/engine/listener/own-end.js';
import type { SocketAddress } from '../../../../src/model/config/address.js';

function addressOf(kind: SocketAddress['kind'], host: string): SocketAddress {
  return { kind, host, family: 4, port: 80, portEnd: 80, portOffset: undefined, text: host };
}

function socketOf(localAddress: string | undefined, localPort: number | undefined): net.Socket {
  return { localAddress, localPort } as net.Socket;
}

test('a socket has one address unless it takes connections to others', () => {
  for (const host of ['127.0.0.1', '10.0.0.1', '::1', 'fe80::1', '::ffff:10.0.0.1']) {
    assert.equal(hasOneAddress(addressOf('tcp', host), false), true, host);
    assert.equal(hasOneAddress(addressOf('tcp', host), true), false, `${host} transparent`);
  }
  for (const host of ['', '*', '0.0.0.0', '::', '0::0', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0', 'localhost']) {
    assert.equal(hasOneAddress(addressOf('tcp', host), false), false, host);
  }
  assert.equal(hasOneAddress(addressOf('unix', '/run/s'), false), false);
  assert.equal(hasOneAddress(addressOf('fd', '3'), false), false);
});

test('the end of the first client serves all where it is common', () => {
  const end = new OwnEnd(true);
  assert.equal(end.of(socketOf(undefined, undefined)), undefined);
  const first = end.of(socketOf('127.0.0.1', 80));
  assert.deepEqual([first?.text, first?.port], ['127.0.0.1', 80]);
  assert.equal(end.of(socketOf('127.0.0.1', 80)), first);
  assert.equal(end.of(socketOf(undefined, undefined)), first);
});

test('every client has its own where the socket takes all addresses', () => {
  const end = new OwnEnd(false);
  assert.equal(end.of(socketOf('127.0.0.1', 80))?.text, '127.0.0.1');
  assert.equal(end.of(socketOf('::ffff:10.0.0.1', 80))?.text, '::ffff:10.0.0.1');
});
