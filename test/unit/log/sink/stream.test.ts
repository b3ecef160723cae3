import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { StreamSink } from '../../../../src/log/sink/stream.js';
import { freePort } from '../../../support/process.js';

/** A server that collects what it receives, and says when it has a text. */
class Collector {
  text = '';
  readonly sockets: Socket[] = [];
  readonly server: Server;
  #check: () => void = () => {};

  constructor() {
    this.server = createServer((socket) => {
      this.sockets.push(socket);
      socket.setEncoding('latin1');
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        this.text += chunk;
        this.#check();
      });
    });
  }

  async listen(where: number | string = 0): Promise<number> {
    this.server.listen(where as number, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  until(end: string): Promise<void> {
    return new Promise((resolve) => {
      this.#check = () => {
        if (this.text.endsWith(end)) resolve();
      };
      this.#check();
    });
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

test('StreamSink sends lines with line feeds, 32 of them at once', async () => {
  const collector = new Collector();
  const sink = new StreamSink({ host: '127.0.0.1', port: await collector.listen() }, 'legacy');
  for (let number = 1; number <= 40; number++) sink.send(`line ${number}`);
  await collector.until('line 40\n');
  await sink.close();
  assert.equal(collector.text, Array.from({ length: 40 }, (_, at) => `line ${at + 1}\n`).join(''));
  assert.equal(sink.dropped, 0);
  collector.close();
});

test('StreamSink counts octets when asked to', async () => {
  const collector = new Collector();
  const sink = new StreamSink({ host: '127.0.0.1', port: await collector.listen() }, 'octet-count');
  sink.send('abc');
  sink.send('\xe9');
  await Promise.all([collector.until('3 abc1 \xe9'), sink.close()]);
  collector.close();
});

test('StreamSink comes back when the server does, with the lines that waited', async () => {
  const first = new Collector();
  // Not one that the kernel gives to someone else meanwhile.
  const port = await first.listen(await freePort());
  const sink = new StreamSink({ host: '127.0.0.1', port }, 'legacy');
  sink.send('one');
  await first.until('one\n');
  const closed = once(first.sockets[0] as Socket, 'close');
  first.close();
  await closed;
  const second = new Collector();
  await second.listen(port);
  sink.send('two');
  await second.until('two\n');
  await sink.close();
  second.close();
});

test('StreamSink bounds what waits, counts the rest, and gives up when it is closed', async () => {
  const reports: string[] = [];
  const port = await freePort();
  const sink = new StreamSink({ host: '127.0.0.1', port }, 'legacy', (text) => reports.push(text));
  const line = 'x'.repeat(64 * 1024 - 1);
  for (let number = 0; number < 20; number++) sink.send(line);
  assert.equal(sink.dropped, 4);
  await sink.close();
  assert.equal(sink.dropped, 20);
  assert.equal(reports.length, 1);
  assert.match(reports[0] as string, /^log target 127\.0\.0\.1:\d+ is not reachable: .*ECONNREFUSED/);
});

test('StreamSink writes to a unix stream socket', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hawser-'));
  const collector = new Collector();
  collector.server.listen(path.join(folder, 'log.sock'));
  await once(collector.server, 'listening');
  const sink = new StreamSink({ path: path.join(folder, 'log.sock') }, 'legacy');
  sink.send('hello');
  await Promise.all([collector.until('hello\n'), sink.close()]);
  collector.close();
  rmSync(folder, { recursive: true });
});

test('StreamSink loses lines that do not fit into its buffer, and counts them', async () => {
  const collector = new Collector();
  const address = { host: '127.0.0.1', port: await collector.listen() };
  const sink = new StreamSink(address, 'legacy', undefined, { maxWaitingBytes: 15 });
  for (let number = 1; number <= 9; number++) sink.send(`line ${number}`);
  await collector.until('line 2\n');
  await sink.close();
  assert.deepEqual([collector.text, sink.dropped], ['line 1\nline 2\n', 7]);
  collector.close();
});
