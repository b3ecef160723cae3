import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { connect } from '../../../../src/net/tcp/connect.js';
import { Connection, type ConnectionHandler } from '../../../../src/net/tcp/connection.js';
import { isLeased, isShared } from '../../../../src/net/tcp/read-buffer.js';
import { listenOn } from '../../../support/hawser.js';

const QUIET: ConnectionHandler = { onConnect() {}, onData() {}, onEnd() {}, onDrain() {}, onClose() {} };

async function serving(onSocket: (socket: net.Socket) => void): Promise<{ server: net.Server; port: number }> {
  const server = net.createServer({ allowHalfOpen: true }, onSocket);
  return { server, port: await listenOn(server) };
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

for (const [side, makes] of [
  ['accepted', 'accepts'],
  ['outgoing', 'connects'],
] as const) {
  test(`bytes that wait at a slow receiver outlive the next reads of a connection that is ${side}`, async () => {
    const size = 32 * 1024 * 1024;
    const expected = patterned(size, 4);
    const slowPieces: Buffer[] = [];
    const fastPieces: Buffer[] = [];
    let slowSocket: net.Socket | undefined;
    const slow = await serving((socket) => {
      slowSocket = socket.pause();
      socket.on('data', (bytes) => slowPieces.push(bytes));
    });
    const fast = await serving((socket) => socket.on('data', (bytes) => fastPieces.push(bytes)));
    const toSlow = connect({ host: '127.0.0.1', port: slow.port }, QUIET);
    let reader: Connection | undefined;
    const toFast = connect({ host: '127.0.0.1', port: fast.port }, { ...QUIET, onDrain: () => reader?.resume() });
    let received = 0;
    let isSecond = false;
    const done = new Promise<void>((resolve) => {
      const handler: ConnectionHandler = {
        ...QUIET,
        onData: (connection, bytes) => {
          received += bytes.length;
          // The first message ends with the piece that its receiver does not take: reading goes on for the second one.
          if (!isSecond) isSecond = !toSlow.write(bytes);
          else if (!toFast.write(bytes)) connection.pause();
          if (received === size) resolve();
        },
      };
      const accept = (socket: net.Socket): void => {
        if (makes === 'accepts') reader = new Connection(socket, handler, 'accepted');
        else socket.end(expected);
      };
      void serving(accept).then(({ server, port }) => {
        if (makes === 'accepts') net.connect(port, '127.0.0.1').end(expected);
        else reader = connect({ host: '127.0.0.1', port }, handler);
        void done.then(() => server.close());
      });
    });
    await done;
    toSlow.end();
    toFast.end();
    slowSocket!.resume();
    await Promise.all([once(slowSocket!, 'end'), new Promise((resolve) => setImmediate(resolve))]);
    const first = Buffer.concat(slowPieces);
    assert.ok(isSecond && first.length > 0);
    assert.ok(first.equals(expected.subarray(0, first.length)));
    for (const connection of [toSlow, toFast, reader!]) connection.destroy();
    slow.server.close();
    fast.server.close();
  });
}

test('resumeElsewhere leaves the memory of the last read to the write that still needs it', async () => {
  const size = 32 * 1024 * 1024;
  const expected = patterned(size, 5);
  const slowPieces: Buffer[] = [];
  let slowSocket: net.Socket | undefined;
  const slow = await serving((socket) => {
    slowSocket = socket.pause();
    socket.on('data', (bytes) => slowPieces.push(bytes));
  });
  const toSlow = connect({ host: '127.0.0.1', port: slow.port }, QUIET);
  let isRefused = false;
  let received = 0;
  const done = new Promise<Connection>((resolve) => {
    const onData = (connection: Connection, bytes: Buffer): void => {
      received += bytes.length;
      if (received === size) resolve(connection);
      if (isRefused || toSlow.write(bytes)) return;
      isRefused = true;
      connection.pause();
      setImmediate(() => connection.resumeElsewhere());
    };
    void serving((socket) => void new Connection(socket, { ...QUIET, onData }, 'accepted')).then(({ server, port }) => {
      net.connect(port, '127.0.0.1').end(expected);
      void done.then(() => server.close());
    });
  });
  (await done).destroy();
  toSlow.end();
  slowSocket!.resume();
  await once(slowSocket!, 'end');
  const first = Buffer.concat(slowPieces);
  assert.ok(isRefused && first.length > 0 && first.equals(expected.subarray(0, first.length)));
  toSlow.destroy();
  slow.server.close();
});

test('an outgoing connection that goes on elsewhere leaves the memory of its last bytes alone', async () => {
  const expected = patterned(2 * 1024 * 1024, 5);
  const { server, port } = await serving((socket) => void socket.end(expected));
  const pieces: Buffer[] = [];
  let held: Buffer | undefined;
  let heldAt = 0;
  await new Promise<void>((resolve) => {
    const onData = (connection: Connection, bytes: Buffer): void => {
      if (held === undefined && isLeased(bytes)) {
        held = bytes;
        heldAt = pieces.reduce((sum, piece) => sum + piece.length, 0);
        connection.pause();
        setImmediate(() => connection.resumeElsewhere());
      }
      pieces.push(Buffer.from(bytes));
    };
    const onEnd = (connection: Connection): void => {
      connection.end();
      resolve();
    };
    connect({ host: '127.0.0.1', port }, { ...QUIET, onData, onEnd });
  });
  assert.ok(expected.equals(Buffer.concat(pieces)));
  assert.ok(held !== undefined && expected.subarray(heldAt, heldAt + held.length).equals(held));
  server.close();
});
