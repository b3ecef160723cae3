import assert from 'node:assert/strict';
import test from 'node:test';
import { Client, Origin, TestEngine } from './harness.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

test('a soft stop ends idle connections and closes busy ones behind their response', async () => {
  let answer: () => void = () => {};
  let asked: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const origin = await Origin.start((_request, socket, index) => {
    if (index === 0) socket.write(OK);
    else {
      answer = () => socket.write(OK);
      asked();
    }
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const idle = new Client(engine.port('l')).send(GET);
  await idle.until('hello');
  const busy = new Client(engine.port('l')).send(GET);
  await reached;
  const stopped = engine.engine.stopSoftly();
  assert.equal(await idle.rest(), '');
  answer();
  assert.equal(await busy.rest(), 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello');
  idle.close();
  busy.close();
  await stopped;
  await engine.close();
  await origin.close();
});

test('clients above maxconn wait until others have gone', async () => {
  const origin = await Origin.start([OK]);
  const engine = await TestEngine.start([{ name: 'l', config: { maxconn: 1 }, servers: [{ port: origin.port }] }]);
  const first = new Client(engine.port('l')).send(GET);
  await first.until('hello');
  const second = new Client(engine.port('l')).send(GET);
  first.send(GET);
  await first.until('hello');
  assert.equal(second.received, '');
  first.close();
  await second.until('hello');
  assert.equal(engine.proxy('l').frontend.connectionsMax, 1);
  second.close();
  await engine.close();
  await origin.close();
});

test('streams above the maxconn of a server wait for its slot', async () => {
  const waiting: (() => void)[] = [];
  const origin = await Origin.start((_request, socket) => {
    waiting.push(() => socket.write(OK));
    if (waiting.length === 1) setImmediate(() => waiting[0]!());
    else waiting.at(-1)!();
  });
  const engine = await TestEngine.start([
    { name: 'l', servers: [{ port: origin.port, config: { maxconn: 1 } }], config: { reuse: 'always' } },
  ]);
  const clients = [1, 2, 3].map(() => new Client(engine.port('l')).send(GET));
  await Promise.all(clients.map((client) => client.until('hello')));
  assert.equal(origin.connections, 1);
  for (const client of clients) client.close();
  await engine.close();
  await origin.close();
});

test('an address that is taken is a problem with its line', async () => {
  const origin = await Origin.start([OK]);
  const engine = new TestEngine([{ name: 'l' }]);
  const [bind] = engine.proxy('l').config.binds;
  const taken = new TestEngine([
    {
      name: 'm',
      config: {
        binds: [{ ...bind!, addresses: [{ ...bind!.addresses[0]!, port: origin.port, portEnd: origin.port }] }],
      },
    },
  ]);
  const [problem] = await taken.engine.start();
  assert.match(problem!.message, /cannot bind socket \(Address already in use\)/);
  await taken.close();
  await origin.close();
});

test('an operator ends a stream, K', async () => {
  const origin = await Origin.start(() => {
    for (const stream of engine.engine.runtime.streams()) engine.engine.runtime.shutdownStream(stream);
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send(GET);
  assert.match(await client.rest(), /^HTTP\/1.1 502 .*connection: close\r\n/s);
  assert.match((await engine.logged(1))[0]!, /KH--/);
  client.close();
  await engine.close();
  await origin.close();
});
