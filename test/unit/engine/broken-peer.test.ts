import assert from 'node:assert/strict';
import test from 'node:test';
import { Client, Origin, TestEngine } from './harness.js';

const REQUEST = 'POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
const RESPONSE = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';

test('a client that vanishes at any byte leaves nothing behind', async () => {
  const origin = await Origin.start([RESPONSE]);
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  for (let size = 1; size <= REQUEST.length; size++) {
    const client = new Client(engine.port('l'));
    client.socket.write(REQUEST.slice(0, size), () => client.socket.resetAndDestroy());
    await client.rest();
  }
  await engine.logged(REQUEST.length);
  assert.equal(engine.logs.length, REQUEST.length);
  await engine.close();
  await origin.close();
});

test('a server that vanishes at any byte costs its own request only', async () => {
  let size = 0;
  const origin = await Origin.start((_request, socket) => {
    socket.write(RESPONSE.slice(0, size), () => socket.resetAndDestroy());
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  for (size = 1; size < RESPONSE.length; size++) {
    const client = new Client(engine.port('l')).send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const answer = await client.rest();
    assert.ok(answer === '' || /^HTTP\/1\.1 (200|502) /.test(answer), JSON.stringify(answer));
    assert.equal(answer.endsWith('0\r\n\r\n'), false);
    client.close();
  }
  assert.equal(engine.logs.length, RESPONSE.length - 1);
  await engine.close();
  await origin.close();
});

test('a tunnel whose ends vanish leaves nothing behind', async () => {
  const origin = await Origin.start((_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: raw\r\n\r\n');
    socket.removeAllListeners('data');
    socket.on('data', (bytes) => void (bytes.toString() === 'die' ? socket.resetAndDestroy() : socket.write(bytes)));
  });
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port: origin.port }] }]);
  const upgrade = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: raw\r\n\r\n';
  const first = new Client(engine.port('l')).send(upgrade);
  await first.until('\r\n\r\n');
  first.send('die');
  await first.rest();
  const second = new Client(engine.port('l')).send(upgrade);
  await second.until('\r\n\r\n');
  second.send('x');
  await second.until('x');
  second.socket.resetAndDestroy();
  await engine.logged(2);
  first.close();
  await engine.close();
  await origin.close();
});
