import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openUdpDatagram, openUnixDatagram } from '../../../src/libc/datagram.js';
import { native } from '../../../src/libc/native.js';
import { encodeUnixAddress } from '../../../src/libc/socket-address.js';

const here = native();
const skip = here.ok ? false : here.reason;

async function receiver(count: number): Promise<{ port: number; lines: Promise<string[]> }> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const got: string[] = [];
  const lines = new Promise<string[]>((resolve) => {
    socket.on('message', (message) => {
      got.push(message.toString('latin1'));
      if (got.length < count) return;
      socket.close();
      resolve(got);
    });
  });
  return { port: socket.address().port, lines };
}

test('send sends one datagram with the bytes of the line', { skip }, async () => {
  const { port, lines } = await receiver(1);
  const opened = openUdpDatagram('127.0.0.1', port);
  assert.ok(opened.ok);
  assert.deepEqual(opened.value.send('caf\u00e9\u00ff'), { ok: true, value: 5 });
  assert.deepEqual(await lines, ['caf\u00e9\u00ff']);
  opened.value.close();
  assert.equal(opened.value.send('x').ok, false);
});

test('sendBatch sends more lines than one call takes, in order, each as its own datagram', { skip }, async () => {
  const wanted = Array.from({ length: 150 }, (_, index) => `line ${index} ${'\u00e9'.repeat(index)}`);
  const { port, lines } = await receiver(wanted.length);
  const opened = openUdpDatagram('127.0.0.1', port);
  assert.ok(opened.ok);
  assert.deepEqual(opened.value.sendBatch(['skipped', ...wanted], 1), { ok: true, value: wanted.length });
  assert.deepEqual(await lines, wanted);
  opened.value.close();
});

test('openUnixDatagram reaches a path, and a full queue is EAGAIN', { skip }, () => {
  assert.ok(here.ok);
  const libc = here.value;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-datagram-'));
  const file = path.join(folder, 'log');
  const address = encodeUnixAddress(file);
  assert.ok(address);
  const listener = libc.socket(1, 2, 0);
  assert.equal(libc.bind(listener, address.bytes, address.bytes.length), 0);
  const opened = openUnixDatagram(file);
  assert.ok(opened.ok);
  assert.deepEqual(opened.value.sendBatch(['one', 'two']), { ok: true, value: 2 });
  let outcome = opened.value.send('more');
  for (let index = 0; index < 100_000 && outcome.ok; index++) outcome = opened.value.send('more');
  assert.ok(!outcome.ok && outcome.code === 'EAGAIN');
  const batch = opened.value.sendBatch(['more']);
  assert.ok(!batch.ok && batch.code === 'EAGAIN');
  opened.value.close();
  libc.close(listener);
  fs.rmSync(folder, { recursive: true });
});

test('openUnixDatagram says why a path cannot be reached', { skip }, () => {
  const missing = openUnixDatagram('/nonexistent/log');
  assert.ok(!missing.ok);
  assert.deepEqual([missing.code, missing.reason], ['ENOENT', 'No such file or directory']);
  const long = openUnixDatagram(`/${'x'.repeat(200)}`);
  assert.ok(!long.ok && long.code === 'ENAMETOOLONG');
});
