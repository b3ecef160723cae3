/** Options of sockets, read back from the kernel (manual 4.2 `*tcpka*`, 4.4 `set-fc-tos` and kin, 5.1, 5.2). */
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { native } from '../../../src/libc/native.js';
import { descriptorOf, readSocketOption, type SocketOptionName } from '../../../src/libc/socket-option.js';
import { initialBind } from '../../../src/model/config/bind.js';
import type { Stream } from '../../../src/model/stream.js';
import { Verdict } from '../../../src/model/verdict.js';
import { tcpAddress } from '../../support/proxy.js';
import { Client, Origin, TestEngine } from './harness.js';

const here = native();
const skip = here.ok ? false : here.reason;

/** Sockets and servers of this process. */
function handles(): readonly (net.Socket | net.Server)[] {
  return (process as unknown as { _getActiveHandles(): (net.Socket | net.Server)[] })._getActiveHandles();
}

/** The socket of the engine that belongs to a connection between two ports. */
function socketOf(localPort: number, remotePort?: number): net.Socket {
  const found = handles().find(
    (each) =>
      each instanceof net.Socket &&
      each.localPort === localPort &&
      (remotePort === undefined || each.remotePort === remotePort),
  );
  assert.ok(found, `no socket of port ${localPort}`);
  return found as net.Socket;
}

function read(socket: object, name: SocketOptionName): number | undefined {
  const outcome = readSocketOption(descriptorOf(socket)!, name);
  return outcome.ok ? outcome.value : undefined;
}

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

test('keep-alive settings reach the connections of both sides', { skip }, async () => {
  const origin = await Origin.start([ANSWER]);
  const engine = await TestEngine.start([
    {
      name: 'l',
      config: {
        options: new Map(['clitcpka', 'srvtcpka'].map((name) => [name, true])),
        clientKeepAlive: { idleS: 77, count: 7, intervalS: 17 },
        serverKeepAlive: { idleS: 66, count: 6, intervalS: 16 },
      },
      servers: [{ port: origin.port, config: { tcpUserTimeoutMs: 4000 } }],
    },
  ]);
  const client = new Client(engine.port('l')).send(GET);
  await client.until('\r\n\r\n');
  const front = socketOf(engine.port('l'));
  const names = ['keepalive', 'keepalive-idle-s', 'keepalive-count', 'keepalive-interval-s'] as const;
  assert.deepEqual(
    names.map((name) => read(front, name)),
    [1, 77, 7, 17],
  );
  const back = handles().find((each) => each instanceof net.Socket && each.remotePort === origin.port)!;
  assert.deepEqual(
    names.map((name) => read(back, name)),
    [1, 66, 6, 16],
  );
  assert.equal(read(back, 'user-timeout-ms'), 4000);
  client.close();
  engine.engine.stop();
  await engine.close();
  await origin.close();
});

test('tos and mark of rules reach the connections', { skip }, async (t) => {
  const origin = await Origin.start([ANSWER]);
  const set = (stream: Stream) => {
    stream.setSocketOption?.('client', 'tos', 0x20);
    stream.setSocketOption?.('server', 'tos', 0x40);
    stream.setSocketOption?.('client', 'mark', 5);
    stream.setSocketOption?.('server', 'mark', 6);
    return Verdict.Continue;
  };
  const engine = await TestEngine.start([
    { name: 'l', rules: { 'http-request': [set] }, servers: [{ port: origin.port }] },
  ]);
  const client = new Client(engine.port('l')).send(GET);
  await client.until('\r\n\r\n');
  const front = socketOf(engine.port('l'));
  const back = handles().find((each) => each instanceof net.Socket && each.remotePort === origin.port)!;
  assert.deepEqual([read(front, 'tos'), read(back, 'tos')], [0x20, 0x40]);
  if (read(front, 'mark') === 0) t.diagnostic('marks were not checked: they need a right that is missing here');
  else assert.deepEqual([read(front, 'mark'), read(back, 'mark')], [5, 6]);
  client.close();
  engine.engine.stop();
  await engine.close();
  await origin.close();
});

test('words of bind lines reach the listening socket', { skip }, async (t) => {
  const words = { tfo: true, transparent: process.getuid?.() === 0, mss: 1000, deferAccept: true };
  const bind = { ...initialBind('test', 1), addresses: [tcpAddress(0)], ...words };
  const engine = await TestEngine.start([{ name: 'l', config: { binds: [bind], backlog: 33 } }]);
  const port = engine.port('l');
  const listener = handles().find(
    (each) => each instanceof net.Server && (each.address() as net.AddressInfo | null)?.port === port,
  )!;
  assert.equal(read(listener, 'fast-open'), 33);
  assert.ok((read(listener, 'defer-accept-s') ?? 0) >= 1);
  assert.equal(read(listener, 'max-segment'), 1000);
  if (words.transparent) assert.equal(read(listener, 'transparent'), 1);
  else t.diagnostic('transparent needs a right that is missing here');
  engine.engine.stop();
  await engine.close();
});

test('tune.rcvbuf, tune.sndbuf and tune.notsent-lowat reach the connections of their side', { skip }, async () => {
  const origin = await Origin.start([ANSWER]);
  const tune = new Map([
    ['tune.rcvbuf.client', 5000],
    ['tune.sndbuf.client', 6000],
    ['tune.notsent-lowat.client', 7000],
    ['tune.rcvbuf.server', 8000],
    ['tune.sndbuf.server', 9000],
    ['tune.notsent-lowat.server', 0],
  ]);
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }], { tune });
  const client = new Client(engine.port('l')).send(GET);
  await client.until('\r\n\r\n');
  const front = socketOf(engine.port('l'));
  const back = handles().find((each) => each instanceof net.Socket && each.remotePort === origin.port)!;
  // Linux counts its own overhead in: it doubles what is asked for.
  const names = ['receive-buffer', 'send-buffer', 'not-sent-low-water'] as const;
  assert.deepEqual(
    [names.map((name) => read(front, name)), names.map((name) => read(back, name))],
    [
      [10_000, 12_000, 7000],
      [16_000, 18_000, 0],
    ],
  );
  client.close();
  engine.engine.stop();
  await engine.close();
  await origin.close();
});
