import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { connect } from '../../../../src/net/tcp/connect.js';
import { Connection, type ConnectionHandler } from '../../../../src/net/tcp/connection.js';
import { isLeased, isShared } from '../../../../src/net/tcp/read-buffer.js';

const QUIET: ConnectionHandler = { onConnect() {}, onData() {}, onEnd() {}, onDrain() {}, onClose() {} };

async function serving(onSocket: (socket: net.Socket) => void): Promise<{ server: net.Server; port: number }> {
  const server = net.createServer({ allowHalfOpen: true }, onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as net.AddressInfo).port };
}

function patterned(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 10) * 7 + seed) & 0xff;
  return bytes;
}

test('accepted connections read into shared memory, which they copy from in order', async () => {
  const seen: boolean[] = [];
  let text = '';
  const { server, port } = await serving((socket) => {
    new Connection(
      socket,
      {
        ...QUIET,
        onData: (connection, bytes) => {
          seen.push(isShared(bytes));
          text += bytes.toString('latin1');
          connection.write('.');
        },
        onEnd: (connection) => connection.end(),
      },
      'accepted',
    );
  });
  const client = net.connect(port, '127.0.0.1');
  client.write('one ');
  await once(client, 'data');
  client.end('two');
  await once(client, 'close');
  assert.equal(text, 'one two');
  assert.ok(seen.length >= 2 && seen.every((shared) => shared));
  server.close();
});

test('a socket that was read before goes on by events and loses nothing', async () => {
  let text = '';
  const { server, port } = await serving((socket) => {
    socket.once('readable', () => {
      socket.unshift(Buffer.from(`<${String(socket.read())}>`));
      const onData = (_connection: Connection, bytes: Buffer): void => {
        text += bytes.toString('latin1');
      };
      new Connection(socket, { ...QUIET, onData, onEnd: (connection) => connection.end() }, 'accepted');
    });
  });
  const client = net.connect(port, '127.0.0.1').resume();
  client.end('early');
  await once(client, 'close');
  assert.equal(text, '<early>');
  server.close();
});

test('uploads through accepted connections arrive unharmed behind slow servers, in leased memory', async () => {
  const size = 4 * 1024 * 1024;
  let leased = 0;
  const results = [1, 2, 3].map(async (seed) => {
    const expected = patterned(size, seed);
    const pieces: Buffer[] = [];
    const sink = await serving((socket) => {
      // Stops and goes: a little is taken, then nothing for a turn of the loop.
      socket.on('data', (bytes) => {
        pieces.push(bytes);
        socket.pause();
        setImmediate(() => socket.resume());
      });
      socket.on('end', () => socket.end());
    });
    const front = await serving((socket) => {
      const inner = { ...QUIET, onDrain: () => outer.resume(), onEnd: () => outer.end() };
      const target = connect({ host: '127.0.0.1', port: sink.port }, inner);
      const outer: Connection = new Connection(
        socket,
        {
          ...QUIET,
          onData: (connection, bytes) => {
            if (isLeased(bytes)) leased++;
            if (!target.write(bytes)) connection.pause();
          },
          onEnd: () => target.end(),
        },
        'accepted',
      );
    });
    const client = net.connect(front.port, '127.0.0.1').resume();
    client.end(expected);
    await once(client, 'close');
    assert.ok(Buffer.concat(pieces).equals(expected), `upload ${seed}`);
    sink.server.close();
    front.server.close();
  });
  await Promise.all(results);
  assert.ok(leased > 0);
});
