import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { native } from '../../../src/libc/native.js';
import { closeDescriptor, connectUnix, listenTcp, listenUnix, openTcpClient } from '../../../src/libc/socket.js';
import { descriptorOf, readSocketOption, setSocketOptions } from '../../../src/libc/socket-option.js';
import { listenOn } from '../../support/hawser.js';

const here = native();
const skip = here.ok ? false : here.reason;

test('listenTcp opens listeners that share one port', { skip }, async () => {
  const first = await serve(listenTcp({ address: '127.0.0.1', port: 0, backlog: 10 }));
  const { port } = first.address() as net.AddressInfo;
  const second = await serve(listenTcp({ address: '127.0.0.1', port, backlog: 10 }));
  assert.equal((second.address() as net.AddressInfo).port, port);
  first.close();
  await once(first, 'close');
  assert.equal(await answerOf(net.connect(port, '127.0.0.1')), 'hello');
  second.close();
});

test('listenTcp names the step and the reason when the port is taken by a socket that does not share', {
  skip,
}, async () => {
  const taken = net.createServer();
  const port = await listenOn(taken);
  const outcome = listenTcp({ address: '127.0.0.1', port, backlog: 10 });
  assert.deepEqual(outcome, { ok: false, code: 'EADDRINUSE', reason: 'Address already in use', step: 'bind' });
  taken.close();
});

test('listenTcp sets options and tells which ones were refused', { skip }, () => {
  const outcome = listenTcp({
    address: '127.0.0.1',
    port: 0,
    backlog: 10,
    options: { 'defer-accept-s': 1, 'max-segment': 1000, interface: 'no-such-interface' },
  });
  assert.ok(outcome.ok);
  assert.equal(outcome.value.refused.length, 1);
  assert.equal(outcome.value.refused[0]?.name, 'interface');
  assert.ok((readOk(outcome.value.fd, 'defer-accept-s') ?? 0) >= 1);
  closeDescriptor(outcome.value.fd);
});

test('listenUnix and connectUnix speak over abstract names that are not padded', { skip }, async () => {
  const name = `\0hawser-test-${process.pid}`;
  const server = await serve(listenUnix(name, 5));
  const opened = connectUnix(name);
  assert.ok(opened.ok);
  assert.equal(await answerOf(new net.Socket({ fd: opened.value.fd })), 'hello');
  server.close();
  await once(server, 'close');
  const late = connectUnix(name);
  assert.deepEqual(late, { ok: false, code: 'ECONNREFUSED', reason: 'Connection refused', step: 'connect' });
});

test('openTcpClient gives a socket that Node connects, with its options set', { skip }, async () => {
  const server = await serve(listenTcp({ address: '127.0.0.1', port: 0, backlog: 10 }));
  const { port } = server.address() as net.AddressInfo;
  const opened = openTcpClient(4, { tos: 0x20, 'keepalive-count': 4 }, { address: '127.0.0.2', port: 0 });
  assert.ok(opened.ok);
  const socket = new net.Socket({ fd: opened.value.fd });
  const answer = answerOf(socket.connect(port, '127.0.0.1'));
  await once(socket, 'connect');
  assert.equal(socket.localAddress, '127.0.0.2');
  assert.equal(readOk(opened.value.fd, 'tos'), 0x20);
  assert.equal(readOk(opened.value.fd, 'keepalive-count'), 4);
  assert.equal(await answer, 'hello');
  server.close();
});

test('openTcpClient fails when the source is not an address of this machine', { skip }, () => {
  const outcome = openTcpClient(4, {}, { address: '192.0.2.55', port: 0 });
  assert.deepEqual(outcome, {
    ok: false,
    code: 'EADDRNOTAVAIL',
    reason: 'Cannot assign requested address',
    step: 'bind',
  });
});

test('setSocketOptions reaches sockets of Node through descriptorOf', { skip }, async () => {
  const server = net.createServer();
  await listenOn(server);
  const fd = descriptorOf(server);
  assert.ok(fd !== undefined);
  assert.deepEqual(setSocketOptions(fd, { tos: 0x10, 'user-timeout-ms': 5000 }), []);
  assert.equal(readOk(fd, 'user-timeout-ms'), 5000);
  server.close();
  assert.equal(descriptorOf(server), undefined);
});

function readOk(fd: number, name: Parameters<typeof readSocketOption>[1]): number | undefined {
  const outcome = readSocketOption(fd, name);
  return outcome.ok ? outcome.value : undefined;
}

async function serve(outcome: ReturnType<typeof listenTcp>): Promise<net.Server> {
  assert.ok(outcome.ok);
  const server = net.createServer((socket) => socket.end('hello'));
  server.listen({ fd: outcome.value.fd });
  await once(server, 'listening');
  return server;
}

async function answerOf(socket: net.Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}
