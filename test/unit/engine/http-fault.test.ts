import assert from 'node:assert/strict';
import test from 'node:test';
import { freePort } from '../../support/process.js';
import { Client, Origin, TestEngine } from './harness.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

function timeouts(values: Record<string, number>) {
  return { timeouts: { connectMs: 200, ...values } as never };
}

test('a server that refuses gives 503 and SC', async () => {
  const port = await freePort();
  const engine = await TestEngine.start([{ name: 'l', config: { retries: 0 }, servers: [{ port }] }]);
  const client = new Client(engine.port('l')).send(GET);
  assert.match(await client.until('</html>\n'), /^HTTP\/1\.1 503 Service Unavailable\r\ncontent-length: 107\r\n/);
  assert.deepEqual(await engine.logged(1), ['l l/s1 503 0 SC-- 1/0/0/0 GET /']);
  client.close();
  await engine.close();
});

test('a refused connection is tried again, on another server when it may be', async () => {
  const port = await freePort();
  const origin = await Origin.start([OK]);
  const engine = await TestEngine.start([
    { name: 'l', config: { retries: 1, redispatch: 1 }, servers: [{ port }, { port: origin.port }] },
  ]);
  const client = new Client(engine.port('l')).send(GET);
  await client.until('hello');
  assert.deepEqual(await engine.logged(1), ['l l/s2 200 54 ---- 1/0/0/1 GET /']);
  client.close();
  await engine.close();
  await origin.close();
});

test('a server that closes without an answer gives 502 and SH', async () => {
  const origin = await Origin.start((_request, socket) => void socket.end());
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send(GET);
  assert.match(await client.until('</html>\n'), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
  assert.deepEqual(await engine.logged(1), ['l l/s1 502 0 SH-- 1/0/0/0 GET /']);
  client.close();
  await engine.close();
  await origin.close();
});

test('retry-on empty-response asks again', async () => {
  const origin = await Origin.start((_request, socket, index) => void (index === 0 ? socket.end() : socket.write(OK)));
  const config = { retryOn: ['conn-failure', 'empty-response'] };
  const engine = await TestEngine.start([{ name: 'l', config, servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc');
  await client.until('hello');
  assert.equal(origin.requests.length, 2);
  assert.match(origin.requests[1]!, /abc$/);
  client.close();
  await engine.close();
  await origin.close();
});

test('garbage from the server gives 502 and PH, and is captured', async () => {
  const origin = await Origin.start(['garbage\r\n\r\n']);
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send(GET);
  assert.match(await client.until('</html>\n'), /^HTTP\/1\.1 502 /);
  assert.deepEqual(await engine.logged(1), ['l l/s1 502 0 PH-- 1/0/0/0 GET /']);
  assert.equal(engine.engine.runtime.errors.length, 1);
  client.close();
  await engine.close();
  await origin.close();
});

test('a server that says nothing in time gives 504 and sH', async () => {
  const origin = await Origin.start(() => {});
  const engine = await TestEngine.start([
    { name: 'l', config: timeouts({ serverMs: 50 }), servers: [{ port: origin.port }] },
  ]);
  const client = new Client(engine.port('l')).send(GET);
  assert.match(await client.until('</html>\n'), /^HTTP\/1\.1 504 Gateway Time-out\r\n/);
  assert.deepEqual(await engine.logged(1), ['l l/s1 504 0 sH-- 1/0/0/0 GET /']);
  client.close();
  await engine.close();
  await origin.close();
});

test('a response that is cut off cuts off the client, SD', async () => {
  const origin = await Origin.start((_request, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', () => socket.destroy());
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send(GET);
  assert.match(await client.rest(), /abc$/);
  assert.match((await engine.logged(1))[0]!, /SD--/);
  client.close();
  await engine.close();
  await origin.close();
});

test('a client that goes away while the server works is logged CH and leaves nothing', async () => {
  let asked: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const origin = await Origin.start(() => asked());
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send(GET);
  await reached;
  client.socket.resetAndDestroy();
  assert.match((await engine.logged(1))[0]!, /CH--/);
  await engine.close();
  await origin.close();
});

test('a request that cannot be read gives 400 and PR, and closes', async () => {
  const engine = await TestEngine.start([{ name: 'l' }]);
  const client = new Client(engine.port('l')).send('GET / HTTP/1.1\r\nBad Header: x\r\n\r\n');
  assert.match(
    await client.rest(),
    /^HTTP\/1\.1 400 Bad request\r\ncontent-length: 90\r\ncache-control: no-cache\r\nconnection: close\r\ncontent-type/,
  );
  assert.deepEqual(await engine.logged(1), ['l l/<NOSRV> 400 0 PR-- 1/0/0/0 <BADREQ>']);
  const { requests, requestRateMax, requestErrors } = engine.proxy('l').frontend;
  assert.deepEqual({ requests, requestRateMax, requestErrors }, { requests: 1, requestRateMax: 1, requestErrors: 1 });
  client.close();
  await engine.close();
});

test('a request that never ends gives 408 and cR', async () => {
  const engine = await TestEngine.start([{ name: 'l', config: timeouts({ httpRequestMs: 40 }) }]);
  const client = new Client(engine.port('l')).send('GET / HT');
  assert.match(await client.rest(), /^HTTP\/1\.1 408 Request Time-out\r\n/);
  assert.deepEqual(await engine.logged(1), ['l l/<NOSRV> 408 0 cR-- 1/0/0/0 <BADREQ>']);
  client.close();
  await engine.close();
});

test('an idle kept-alive connection ends without a word', async () => {
  const origin = await Origin.start([OK]);
  const engine = await TestEngine.start([
    { name: 'l', config: timeouts({ httpKeepAliveMs: 40 }), servers: [{ port: origin.port }] },
  ]);
  const client = new Client(engine.port('l')).send(GET);
  await client.until('hello');
  assert.equal(await client.rest(), '');
  assert.equal(engine.logs.length, 1);
  client.close();
  await engine.close();
  await origin.close();
});

test('no server gives 503 and SC without a server', async () => {
  const engine = await TestEngine.start([{ name: 'l' }]);
  const client = new Client(engine.port('l')).send(GET);
  await client.until('</html>\n');
  assert.deepEqual(await engine.logged(1), ['l l/<NOSRV> 503 0 SC-- 1/0/0/0 GET /']);
  client.close();
  await engine.close();
});

test('a connection that dies idle is not used again', async () => {
  const origin = await Origin.start((_request, socket) => {
    socket.write(OK, () => setImmediate(() => socket.end()));
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  for (let count = 0; count < 5; count++) {
    client.send(GET);
    await client.until('hello');
    while (engine.proxy('l').servers[0]!.connectionsIdle > 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(origin.connections, 5);
  client.close();
  await engine.close();
  await origin.close();
});

test('a client that reads slowly is no fault of the server', async () => {
  const size = 16_000_000;
  const origin = await Origin.start((_request, socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\nConnection: close\r\n\r\n`);
    socket.write(Buffer.alloc(size, 'x'));
  });
  const config = timeouts({ serverMs: 400, clientMs: 5000 });
  const engine = await TestEngine.start([{ name: 'l', config, servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send(GET.replace('Host', 'Connection: close\r\nHost'));
  await client.until('\r\n\r\n');
  client.socket.pause();
  // Three times the limit of the server.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  client.socket.resume();
  assert.ok((await client.rest()).length > size - 200_000);
  assert.match((await engine.logged(1))[0]!, /200 \d+ ---- /);
  client.close();
  await engine.close();
  await origin.close();
});
