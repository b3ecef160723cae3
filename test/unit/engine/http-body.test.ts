import assert from 'node:assert/strict';
import test from 'node:test';
import { nowMs } from '../../../src/base/clock.js';
import { Verdict } from '../../../src/model/verdict.js';
import { Client, Origin, TestEngine } from './harness.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

test('a chunked request keeps its chunks and trailers', async () => {
  const origin = await Origin.start([OK]);
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  client.send('POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
  client.send('6\r\n world\r\n0\r\n\r\n');
  await client.until('hello');
  const [request] = origin.requests;
  assert.ok(request!.startsWith('POST /p HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n'));
  assert.equal(
    request!
      .split('\r\n\r\n')
      .slice(1)
      .join('\r\n\r\n')
      .replace(/(^|\r\n)[0-9A-F]+\r\n/g, ''),
    'hello world\r\n',
  );
  client.close();
  await engine.close();
  await origin.close();
});

test('a big body passes in both directions, byte for byte, with back-pressure', async () => {
  const size = 3_000_000;
  const body = Buffer.alloc(size);
  for (let at = 0; at < size; at++) body[at] = (at * 31) & 255;
  const text = body.toString('latin1');
  const origin = await Origin.start((request, socket) => {
    const received = request.slice(request.indexOf('\r\n\r\n') + 4);
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${received.length}\r\n\r\n`);
    socket.write(Buffer.from(received, 'latin1'));
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  client.send(`POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\nConnection: close\r\n\r\n`);
  client.socket.write(body);
  const answer = await client.rest();
  assert.equal(answer.slice(answer.indexOf('\r\n\r\n') + 4) === text, true);
  client.close();
  await engine.close();
  await origin.close();
});

test('a response until the end of the connection ends the client connection too', async () => {
  const origin = await Origin.start((_request, socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.equal(await client.rest(), 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it');
  client.close();
  await engine.close();
  await origin.close();
});

test('a chunked response for an HTTP/1.0 client loses its chunks', async () => {
  const origin = await Origin.start(['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n']);
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
  assert.equal(await client.rest(), 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc');
  client.close();
  await engine.close();
  await origin.close();
});

test('interim responses pass, the final one follows', async () => {
  const origin = await Origin.start([`HTTP/1.1 100 Continue\r\n\r\n${OK}`]);
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l')).send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.equal(
    await client.until('hello'),
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
  );
  client.close();
  await engine.close();
  await origin.close();
});

test('an upgrade becomes a tunnel with half-closes', async () => {
  const origin = await Origin.start((_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: raw\r\n\r\n');
    socket.removeAllListeners('data');
    socket.on('data', (bytes) => socket.write(bytes));
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  client.send('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: raw\r\n\r\n');
  assert.equal(
    await client.until('\r\n\r\n'),
    'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: raw\r\n\r\n',
  );
  client.send('ping');
  assert.equal(await client.until('ping'), 'ping');
  client.socket.end('last');
  assert.equal(await client.rest(), 'last');
  assert.match((await engine.logged(1))[0]!, /101 \d+ ---- /);
  client.close();
  await engine.close();
  await origin.close();
});

test('a local answer before the end of the body closes the connection', async () => {
  const engine = await TestEngine.start([
    {
      name: 'l',
      rules: {
        'http-request': [
          (stream) => {
            stream.reply = { status: 200, fields: [], body: '', cause: 'local' };
            return Verdict.Reply;
          },
        ],
      },
    },
  ]);
  const client = new Client(engine.port('l'));
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
  assert.equal(await client.rest(), 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  client.close();
  await engine.close();
});

test('a rule that yields sees the rest of the body', async () => {
  const origin = await Origin.start([OK]);
  const engine = await TestEngine.start([
    {
      name: 'l',
      servers: [{ port: origin.port }],
      rules: { 'http-request': [(stream) => (stream.requestChannel.closed ? Verdict.Continue : Verdict.Yield)] },
    },
  ]);
  const client = new Client(engine.port('l'));
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc');
  setImmediate(() => client.send('def'));
  await client.until('hello');
  assert.match(origin.requests[0]!, /abcdef$/);
  client.close();
  await engine.close();
  await origin.close();
});

test('a rule of the response sees the body that came with the head, and may wait longer than the response', async () => {
  const origin = await Origin.start([OK]);
  let seen = '';
  let runs = 0;
  const engine = await TestEngine.start([
    {
      name: 'l',
      servers: [{ port: origin.port }],
      rules: {
        'http-response': [
          (stream) => {
            seen = stream.responseChannel.bytes().toString();
            if (runs++ > 0) return Verdict.Continue;
            stream.wakeAtMs = nowMs() + 1;
            return Verdict.Yield;
          },
        ],
      },
    },
  ]);
  const client = new Client(engine.port('l')).send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.equal(await client.until('hello'), 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello');
  assert.equal(seen, 'hello');
  await engine.logged(1);
  client.close();
  await engine.close();
  await origin.close();
});
