import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { initialSettings } from '../../../src/model/config/proxy.js';
import { Verdict } from '../../../src/model/verdict.js';
import { listenOn } from '../../support/hawser.js';
import { freePort } from '../../support/process.js';
import { Client, TestEngine } from './harness.js';

const TCP = { mode: 'tcp' } as const;

/** A server that gives everything back. */
async function echo(): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  return {
    port: await listenOn(server),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

test('bytes pass in both directions until both sides have closed', async () => {
  const origin = await echo();
  const engine = await TestEngine.start([{ name: 'l', config: TCP, servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send('ping\0\xff');
  assert.equal(await client.until('ping\0\xff'), 'ping\0\xff');
  client.socket.end('more');
  assert.equal(await client.rest(), 'more');
  assert.deepEqual(await engine.logged(1), ['l l/s1 -1 10 ---- 1/0/0/0 <BADREQ>']);
  assert.deepEqual([engine.proxy('l').backend.connect, engine.proxy('l').servers[0]!.counters.connect], [1, 1]);
  client.close();
  await engine.close();
  await origin.close();
});

test('a big transfer is complete', async () => {
  const origin = await echo();
  const engine = await TestEngine.start([{ name: 'l', config: TCP, servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  const body = Buffer.alloc(2_000_000, 'abcdefg');
  client.socket.end(body);
  assert.equal((await client.rest()) === body.toString('latin1'), true);
  client.close();
  await engine.close();
  await origin.close();
});

test('content rules wait for data and may refuse', async () => {
  const origin = await echo();
  const decide = (stream: { requestChannel: { bytes(): Buffer }; final: boolean }) => {
    const { length } = stream.requestChannel.bytes();
    if (length < 3 && !stream.final) return Verdict.Yield;
    return stream.requestChannel.bytes().toString().startsWith('bad') ? Verdict.Deny : Verdict.Continue;
  };
  const engine = await TestEngine.start([
    {
      name: 'l',
      config: { ...TCP, requestInspectDelayMs: 2000 },
      servers: [{ port: origin.port }],
      rules: { 'tcp-request content': [decide] },
    },
  ]);
  const good = new Client(engine.port('l')).send('go');
  setImmediate(() => good.send('od'));
  assert.equal(await good.until('good'), 'good');
  const bad = new Client(engine.port('l')).send('bad!');
  assert.equal(await bad.rest(), '');
  assert.match((await engine.logged(1))[0]!, /<NOSRV> -1 0 PR-- /);
  good.close();
  bad.close();
  await engine.close();
  await origin.close();
});

test('a refused connection is logged SC', async () => {
  const port = await freePort();
  const engine = await TestEngine.start([{ name: 'l', config: { ...TCP, retries: 0 }, servers: [{ port }] }]);
  const client = new Client(engine.port('l')).send('x');
  assert.equal(await client.rest(), '');
  assert.deepEqual(await engine.logged(1), ['l l/s1 -1 0 SC-- 1/0/0/0 <BADREQ>']);
  client.close();
  await engine.close();
});

test('a server that a rule names is given up with the last attempt only, under option redispatch', async () => {
  const port = await freePort();
  const origin = await echo();
  const timeouts = { ...initialSettings().timeouts, connectMs: 200 };
  const engine = await TestEngine.start([
    {
      name: 'l',
      config: { ...TCP, timeouts, retries: 2, redispatch: -1, balance: { algorithm: 'roundrobin' } as never },
      servers: [{ port }, { port: origin.port }],
      plan: { useServer: [{ condition: undefined, target: 's1', line: 1 }] },
    },
  ]);
  const client = new Client(engine.port('l')).send('x');
  assert.equal(await client.until('x'), 'x');
  client.socket.end();
  assert.equal(await client.rest(), '');
  // haproxy 2.6 logs b/b -- .../+2 where the first server of two is named and refuses.
  assert.deepEqual(await engine.logged(1), ['l l/s2 -1 1 ---- 1/0/0/2 <BADREQ>']);
  client.close();
  await engine.close();
  await origin.close();
});
