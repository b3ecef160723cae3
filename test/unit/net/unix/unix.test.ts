import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { native } from '../../../../src/libc/native.js';
import { connectUnix } from '../../../../src/libc/socket.js';
import { listenOnUnix, osPath, padAbstractName } from '../../../../src/net/unix/listen.js';

const here = native();
const skip = here.ok ? false : here.reason;
let folder = '';

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-unix-'));
});
after(() => fs.rmSync(folder, { recursive: true }));

function greeter(text: string): net.Server {
  return net.createServer((socket) => socket.end(text));
}

/** Names that do not fill the field are connected by the C library. */
function connectTo(name: string): net.Socket {
  if (!name.startsWith('\0') || name.length === 108) return net.connect({ path: osPath(name) });
  const opened = connectUnix(name);
  assert.ok(opened.ok);
  return new net.Socket({ fd: opened.value.fd });
}

async function answer(name: string): Promise<string> {
  let text = '';
  for await (const chunk of connectTo(name)) text += String(chunk);
  return text;
}

async function close(server: net.Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

test('listenOnUnix sets mode and owner and leaves no temporary file', async () => {
  const file = path.join(folder, 'stats');
  const server = greeter('one');
  const outcome = await listenOnUnix(server, { path: file, backlog: 5, mode: 0o620, gid: process.getgid?.() });
  assert.deepEqual(outcome, { ok: true, value: true });
  assert.equal(fs.statSync(file).mode & 0o777, 0o620);
  assert.deepEqual(fs.readdirSync(folder), ['stats']);
  assert.equal(await answer(file), 'one');
  await close(server);
  fs.rmSync(file);
});

test('listenOnUnix takes over the path of a living and of a dead socket', async () => {
  const file = path.join(folder, 'shared');
  const first = greeter('first');
  await listenOnUnix(first, { path: file, backlog: 5 });
  const second = greeter('second');
  assert.ok((await listenOnUnix(second, { path: file, backlog: 5 })).ok);
  assert.equal(await answer(file), 'second');
  await close(first);
  assert.equal(await answer(file), 'second');
  await close(second);
  assert.ok(fs.existsSync(file));
  const third = greeter('third');
  assert.ok((await listenOnUnix(third, { path: file, backlog: 5 })).ok);
  assert.equal(await answer(file), 'third');
  await close(third);
  fs.rmSync(file);
});

test('listenOnUnix says at which step and why it failed', async () => {
  const long = await listenOnUnix(greeter(''), { path: `/${'x'.repeat(120)}`, backlog: 5 });
  assert.ok(!long.ok && 'step' in long);
  assert.deepEqual([long.step, long.code], ['name', 'ENAMETOOLONG']);
  const missing = await listenOnUnix(greeter(''), { path: path.join(folder, 'no', 'where'), backlog: 5 });
  assert.ok(!missing.ok && 'step' in missing);
  assert.equal(missing.step, 'bind');
  fs.mkdirSync(path.join(folder, 'taken'));
  const taken = await listenOnUnix(greeter(''), { path: path.join(folder, 'taken'), backlog: 5 });
  assert.ok(!taken.ok && 'step' in taken);
  assert.deepEqual([taken.step, taken.reason], ['rename', 'Is a directory']);
  fs.rmdirSync(path.join(folder, 'taken'));
  assert.deepEqual(fs.readdirSync(folder), []);
});

test('abstract names that fill the field need no file', async () => {
  const name = padAbstractName(`hawser-${process.pid}`);
  assert.equal(name.length, 108);
  const server = greeter('abstract');
  assert.ok((await listenOnUnix(server, { path: name, backlog: 5 })).ok);
  assert.equal(await answer(name), 'abstract');
  await close(server);
});

test('abstract names that do not fill the field work through the C library', { skip }, async () => {
  const name = `\0hawser-short-${process.pid}`;
  const server = greeter('short');
  assert.ok((await listenOnUnix(server, { path: name, backlog: 5 })).ok);
  assert.equal(await answer(name), 'short');
  await close(server);
});
