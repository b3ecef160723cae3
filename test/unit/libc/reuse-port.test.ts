import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { native } from '../../../src/libc/native.js';
import { releaseReusePort, reusePortGroup, steerReusePort } from '../../../src/libc/reuse-port.js';
import { listenTcp } from '../../../src/libc/socket.js';
import { descriptorOf } from '../../../src/libc/socket-option.js';

const here = native();
const skip = here.ok ? false : here.reason;

/** A listener that answers with its name. */
async function serve(name: string, address: string, port: number): Promise<net.Server> {
  const opened = listenTcp({ address, port, backlog: 100 });
  assert.ok(opened.ok);
  const server = net.createServer((socket) => socket.end(name)).listen({ fd: opened.value.fd });
  await once(server, 'listening');
  return server;
}

/** The listeners that answer a number of clients, each named once. */
async function answering(address: string, port: number): Promise<string> {
  const names = new Set<string>();
  for (let i = 0; i < 20; i++) {
    let name = '';
    for await (const chunk of net.connect(port, address)) name += String(chunk);
    names.add(name);
  }
  return [...names].sort().join('');
}

function inodeOf(server: net.Server): number {
  return fs.fstatSync(fdOf(server)).ino;
}

function fdOf(server: net.Server): number {
  return descriptorOf(server) ?? -1;
}

async function close(server: net.Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

for (const address of ['127.0.0.1', '::1']) {
  test(`reusePortGroup lists the listeners of ${address} by age`, { skip }, async () => {
    const a = await serve('a', address, 0);
    const { port } = a.address() as net.AddressInfo;
    assert.deepEqual(reusePortGroup(address, port), [inodeOf(a)]);
    const b = await serve('b', address, port);
    const c = await serve('c', address, port);
    assert.deepEqual(reusePortGroup(address, port), [a, b, c].map(inodeOf));
    await close(b);
    assert.deepEqual(reusePortGroup(address, port), [a, c].map(inodeOf));
    await Promise.all([a, c].map(close));
    assert.deepEqual(reusePortGroup(address, port), []);
  });

  test(`steerReusePort on ${address}: places follow age, the last one fills a gap, an empty place is none`, {
    skip,
  }, async () => {
    const a = await serve('a', address, 0);
    const { port } = a.address() as net.AddressInfo;
    const b = await serve('b', address, port);
    const c = await serve('c', address, port);
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      assert.ok(steerReusePort(fdOf(a), index).ok);
      assert.equal(await answering(address, port), name);
    }
    await close(a);
    // c has moved to place 0; place 2, which the program names, is empty.
    assert.equal(await answering(address, port), 'bc');
    assert.ok(steerReusePort(fdOf(b), 0).ok);
    assert.equal(await answering(address, port), 'c');
    // The program outlives the socket that brought it: b moves to place 0.
    await close(c);
    const d = await serve('d', address, port);
    assert.equal(await answering(address, port), 'b');
    assert.ok(releaseReusePort(fdOf(d)).ok);
    assert.equal(await answering(address, port), 'bd');
    assert.equal(releaseReusePort(fdOf(d)).ok, false);
    await Promise.all([b, d].map(close));
  });
}

test('reusePortGroup knows nothing of what is no address', () => {
  assert.deepEqual(reusePortGroup('localhost', 80), []);
});
