import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { native } from '../../../../src/libc/native.js';
import { steerReusePort } from '../../../../src/libc/reuse-port.js';
import { closeDescriptor, listenTcp } from '../../../../src/libc/socket.js';
import { type Listener, type ListenOptions, listen } from '../../../../src/net/tcp/listen.js';

const here = native();
const skip = here.ok ? false : here.reason;

interface Serving {
  readonly listener: Listener;
  /** Clients that it answered. */
  served: number;
}

/** Listens and answers every client with a name; rejects with the code of the fault. */
function serve(name: string, options: ListenOptions): Promise<Serving> {
  return new Promise((resolve, reject) => {
    const serving = { listener: undefined as unknown as Listener, served: 0 };
    serving.listener = listen(
      options,
      {
        onAccept: (_listener, socket) => {
          serving.served++;
          socket.on('error', () => {});
          socket.end(name);
        },
        onListenFault: (_listener, fault, error, binding) =>
          reject(new Error(`${(error as NodeJS.ErrnoException).code} ${fault} ${binding}`)),
      },
      () => resolve(serving),
    );
  });
}

/** What a server says; errors as their code. */
function ask(target: net.NetConnectOpts): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = net.connect(target, () => {});
    socket.on('data', (bytes) => {
      text += String(bytes);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('end', () => resolve(text));
  });
}

function portOf(serving: Serving): number {
  return serving.listener.address?.port ?? 0;
}

test('listeners with reusePort share a port, others get EADDRINUSE', { skip }, async () => {
  const options = { host: '127.0.0.1', port: 0, reusePort: true };
  const first = await serve('a', options);
  const port = portOf(first);
  const second = await serve('b', { ...options, port });
  assert.equal(portOf(second), port);
  await assert.rejects(serve('c', { host: '127.0.0.1', port }), /^Error: EADDRINUSE resource true$/);
  first.listener.close();
  assert.equal(await ask({ host: '127.0.0.1', port }), 'b');
  second.listener.close();
  const alone = await serve('d', { host: '127.0.0.1', port: 0 });
  await assert.rejects(serve('e', { ...options, port: portOf(alone) }), /^Error: EADDRINUSE resource true$/);
  alone.listener.close();
});

test('a listener with reusePort tells the code of what cannot be bound', { skip }, async () => {
  await assert.rejects(serve('a', { host: '192.0.2.1', port: 0, reusePort: true }), /EADDRNOTAVAIL resource true/);
});

test('a listener on :: takes IPv4 too unless ipv6Only says no', { skip }, async () => {
  const both = await serve('both', { host: '::', port: 0, reusePort: true, ipv6Only: false });
  assert.equal(await ask({ host: '127.0.0.1', port: portOf(both) }), 'both');
  assert.equal(await ask({ host: '::1', port: portOf(both) }), 'both');
  both.listener.close();
  const only = await serve('only', { host: '::', port: 0, reusePort: true, ipv6Only: true });
  assert.equal(await ask({ host: '::1', port: portOf(only) }), 'only');
  // The port is free for IPv4.
  const other = await serve('v4', { host: '0.0.0.0', port: portOf(only), reusePort: true });
  assert.equal(await ask({ host: '127.0.0.1', port: portOf(only) }), 'v4');
  only.listener.close();
  other.listener.close();
});

test('a listener with reusePort looks names up as any other', async () => {
  const named = await serve('named', { host: 'localhost', port: 0, reusePort: true });
  assert.equal(await ask({ host: 'localhost', port: portOf(named) }), 'named');
  named.listener.close();
});

test('a listener forgets where a predecessor sent new connections', { skip }, async () => {
  const options = { host: '127.0.0.1', port: 0, reusePort: true };
  const first = await serve('a', options);
  const opened = listenTcp({ address: '127.0.0.1', port: portOf(first), backlog: 5 });
  assert.ok(opened.ok && steerReusePort(opened.value.fd, 1).ok);
  const third = await serve('c', { ...options, port: portOf(first) });
  closeDescriptor(opened.value.fd);
  const answers = new Set<string>();
  for (let i = 0; i < 40; i++) answers.add(await ask({ host: '127.0.0.1', port: portOf(first) }));
  assert.deepEqual([...answers].sort(), ['a', 'c']);
  first.listener.close();
  third.listener.close();
});

for (const host of ['127.0.0.1', '::1']) {
  test(`closeGently on ${host} loses no client while another listens, whichever is the older`, { skip }, async () => {
    for (const older of [true, false]) {
      const options = { host, port: 0, reusePort: true, backlog: 200 };
      const first = await serve('x', options);
      const port = portOf(first);
      const second = await serve('x', { ...options, port });
      const [leaving, staying] = older ? [first, second] : [second, first];
      const answers = new Map<string, number>();
      const closed = new Promise<void>((resolve) => {
        let asked = 0;
        const client = async (): Promise<void> => {
          while (asked++ < 2000) {
            if (asked === 500) leaving.listener.closeGently(resolve);
            const answer = await ask({ host, port });
            answers.set(answer, (answers.get(answer) ?? 0) + 1);
          }
        };
        void Promise.all(Array.from({ length: 50 }, client)).then(() => answers.set('done', 1));
      });
      await closed;
      const before = leaving.served;
      while (!answers.has('done')) await new Promise((resolve) => setImmediate(resolve));
      answers.delete('done');
      assert.deepEqual([...answers], [['x', 2000]]);
      assert.ok(before > 0 && leaving.served === before && staying.served + before === 2000);
      assert.equal(leaving.listener.address, undefined);
      staying.listener.close();
    }
  });
}

test('closeGently closes at once when nobody else listens', async () => {
  const options = { host: '127.0.0.1', port: 0, reusePort: true };
  const { listener } = await serve('a', options);
  let closed = false;
  listener.closeGently(() => {
    closed = true;
  });
  assert.ok(closed);
  assert.equal(listener.address, undefined);
});

test('closeGently lets in those that wait, and close cuts it short', { skip }, async () => {
  const options = { host: '127.0.0.1', port: 0, reusePort: true };
  const first = await serve('a', options);
  first.listener.pause();
  const asked = ask({ host: '127.0.0.1', port: portOf(first) });
  while (first.listener.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
  const second = await serve('b', { ...options, port: portOf(first) });
  let closed = false;
  first.listener.closeGently(() => {
    closed = true;
  });
  first.listener.pause();
  assert.equal(await asked, 'a');
  assert.equal(await ask({ host: '127.0.0.1', port: portOf(second) }), 'b');
  assert.equal(closed, false);
  first.listener.close();
  assert.ok(closed);
  second.listener.close();
});

test('unix sockets: a stale file is no obstacle, a successor takes the path over and loses no client', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-listen-'));
  const file = path.join(folder, 's\xc3\xa9.sock');
  const real = path.join(folder, 's\xe9.sock');
  fs.writeFileSync(real, '');
  const first = await serve('a', { path: file, mode: 0o640 });
  assert.equal(fs.statSync(real).mode & 0o777, 0o640);
  const early = ask({ path: real });
  const second = await serve('b', { path: file });
  const closed = new Promise<void>((resolve) => first.listener.closeGently(resolve));
  assert.deepEqual(await Promise.all([early, ask({ path: real })]), ['a', 'b']);
  await closed;
  assert.deepEqual(fs.readdirSync(folder), ['s\xe9.sock']);
  assert.equal(await ask({ path: real }), 'b');
  second.listener.close();
  const missing = serve('c', { path: path.join(folder, 'no', 'where') });
  await assert.rejects(missing, /^Error: EACCES resource true$|^Error: ENOENT refused true$/);
  fs.rmSync(folder, { recursive: true });
});

test('abstract names that are not padded are listened on through the C library', { skip }, async () => {
  const name = `\0hawser-listen-${process.pid}`;
  const { listener } = await serve('short', { path: name });
  listener.close();
  await assert.doesNotReject(serve('again', { path: name }).then(({ listener: again }) => again.close()));
});
