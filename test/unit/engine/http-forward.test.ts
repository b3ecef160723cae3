import assert from 'node:assert/strict';
import test from 'node:test';
import { Client, Origin, TestEngine } from './harness.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

test('a request goes to the server, the response comes back, one line is logged', async () => {
  const origin = await Origin.start([OK]);
  const engine = await TestEngine.start([
    { name: 'fe', kind: 'frontend', config: { defaultBackend: 'be' } },
    { name: 'be', kind: 'backend', servers: [{ port: origin.port }] },
  ]);
  const client = new Client(engine.port('fe'));
  client.send('GET /x?y=1 HTTP/1.1\r\nHost: A.example\r\nX-Mixed: Case\r\n\r\n');
  assert.equal(await client.until('hello'), 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello');
  assert.deepEqual(origin.requests, ['GET /x?y=1 HTTP/1.1\r\nhost: A.example\r\nx-mixed: Case\r\n\r\n']);
  assert.deepEqual(await engine.logged(1), ['fe be/s1 200 54 ---- 1/0/0/0 GET /x?y=1']);
  client.send('GET /2 HTTP/1.1\r\nHost: A.example\r\n\r\n');
  await client.until('hello');
  assert.equal(origin.connections, 1, 'the connection to the server is used again');
  client.close();
  await engine.close();
  await origin.close();
});

test('pipelined requests are answered in order', async () => {
  const origin = await Origin.start((request, socket) => {
    const path = request.split(' ')[1]!;
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  client.send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n');
  const all = await client.until('/3');
  assert.deepEqual(all.match(/\n\/\d/g), ['\n/1', '\n/2', '\n/3']);
  client.close();
  await engine.close();
  await origin.close();
});
