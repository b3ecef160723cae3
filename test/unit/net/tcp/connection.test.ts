import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';
import { type ConnectOptions, connect } from '../../../../src/net/tcp/connect.js';
import { Connection, type ConnectionHandler } from '../../../../src/net/tcp/connection.js';
import type { TcpFault } from '../../../../src/net/tcp/fault.js';
import { type Listener, type ListenOptions, listen } from '../../../../src/net/tcp/listen.js';
import { listenOn } from '../../../support/hawser.js';

/** Notes events; behaviour is put in by the tests. */
class Recorder implements ConnectionHandler {
  readonly events: string[] = [];
  text = '';
  fault: TcpFault | undefined = undefined;
  readonly closed: Promise<void>;
  #close: () => void = () => {};

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  onConnect(_connection: Connection): void {
    this.events.push('connect');
  }

  onData(_connection: Connection, bytes: Buffer): void {
    this.text += bytes.toString('latin1');
  }

  onEnd(connection: Connection): void {
    this.events.push('end');
    connection.end();
  }

  onDrain(_connection: Connection): void {
    this.events.push('drain');
  }

  onClose(_connection: Connection, fault: TcpFault | undefined): void {
    this.events.push('close');
    this.fault = fault;
    this.#close();
  }
}

/** Listens on a free port (or as told) and gives every client to `serve`. */
async function serving(serve: (socket: net.Socket) => void, options: ListenOptions = { host: '127.0.0.1', port: 0 }) {
  const faults: string[] = [];
  const listener = await new Promise<Listener>((resolve) => {
    const made: Listener = listen(
      options,
      {
        onAccept: (_listener, socket) => serve(socket),
        onListenFault: (_listener, fault, _error, binding) => {
          faults.push(`${fault} ${binding}`);
          resolve(made);
        },
      },
      () => resolve(made),
    );
  });
  return { listener, faults, target: { host: '127.0.0.1', port: listener.address?.port } as ConnectOptions };
}

test('connection: bytes go both ways, FIN ends both sides, counters count', async () => {
  const server = new Recorder();
  const { listener, target } = await serving((socket) => {
    const accepted = new Connection(socket, server, 'events');
    server.onData = (connection, bytes) => {
      server.text += bytes.toString('latin1');
      connection.write(`<${bytes.toString('latin1')}>`);
    };
    assert.equal(accepted.closed, false);
  });
  const client = new Recorder();
  const connection = connect(target, client);
  client.onConnect = () => connection.write('h\xe9llo');
  client.onData = (_connection, bytes) => {
    client.text += bytes.toString('latin1');
    if (client.text.endsWith('>')) connection.end();
  };
  await Promise.all([client.closed, server.closed]);
  assert.equal(client.text, '<h\xe9llo>');
  assert.deepEqual([connection.bytesIn, connection.bytesOut], [7, 5]);
  assert.deepEqual(client.events, ['end', 'close']);
  assert.deepEqual(server.events, ['end', 'close']);
  assert.equal(client.fault, undefined);
  listener.close();
});

test('connection: refused and reset are told apart', async () => {
  const { listener, target } = await serving((socket) => {
    const server = new Recorder();
    const connection = new Connection(socket, server, 'events');
    server.onData = () => connection.reset();
  });
  const client = new Recorder();
  const connection = connect(target, client);
  connection.write('x');
  await client.closed;
  assert.equal(client.fault, 'reset');
  listener.close();
  await new Promise<void>((resolve) => setImmediate(resolve));
  const refused = new Recorder();
  connect(target, refused);
  await refused.closed;
  assert.equal(refused.fault, 'refused');
  const nowhere = new Recorder();
  connect({ path: '/nonexistent/hawser.sock' }, nowhere);
  await nowhere.closed;
  assert.equal(nowhere.fault, 'refused');
});

test('connection: bulk bytes through shared and leased memory arrive unharmed at slow readers', async () => {
  const size = 6 * 1024 * 1024;
  const sources: Buffer[] = [1, 2, 3].map((seed) => patterned(size, seed));
  // Origins send a pattern each; proxies in one process forward through the shared buffer; readers stop and go.
  const origins = await Promise.all(
    sources.map((bytes) => serving((socket) => void new Connection(socket, new Recorder(), 'events').end(bytes))),
  );
  const fronts = await Promise.all(
    origins.map(({ target }) =>
      serving((socket) => {
        const inner = new Recorder();
        const outer = new Recorder();
        const client = new Connection(socket, outer, 'events');
        const upstream = connect(target, inner);
        inner.onData = (_connection, bytes) => {
          if (!client.write(bytes)) upstream.pause();
        };
        outer.onDrain = () => upstream.resume();
        inner.onEnd = () => {
          upstream.end();
          client.end();
        };
      }),
    ),
  );
  const received = await Promise.all(
    fronts.map(async ({ target }) => {
      const socket = net.connect({ host: '127.0.0.1', port: target.port! });
      const pieces: Buffer[] = [];
      socket.on('data', (bytes: Buffer) => {
        pieces.push(bytes);
        if (pieces.length % 7 !== 0) return;
        socket.pause();
        setImmediate(() => socket.resume());
      });
      await once(socket, 'end');
      socket.destroy();
      return Buffer.concat(pieces);
    }),
  );
  for (const [index, bytes] of received.entries()) assert.ok(bytes.equals(sources[index]!), `transfer ${index}`);
  for (const { listener } of [...origins, ...fronts]) listener.close();
});

function patterned(size: number, seed: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let value = seed;
  for (let at = 0; at < size; at += 4) {
    value = (Math.imul(value, 1103515245) + 12345) | 0;
    bytes.writeInt32LE(value, at);
  }
  return bytes;
}

test('connection: texts that the kernel does not take at once arrive in their order, and are drained', async () => {
  const piece = Buffer.from(patterned(12_000, 7)).toString('latin1');
  const sent: string[] = [];
  const server = new Recorder();
  const drained = new Promise<number>((resolve) => {
    server.onDrain = (connection) => resolve(connection.writableLength);
  });
  const { listener, target } = await serving((socket) => {
    const accepted = new Connection(socket, server, 'events');
    const write = (data: string): boolean => {
      sent.push(data);
      return accepted.write(data);
    };
    while (write(piece));
    assert.ok(accepted.writableLength > 0);
    // What comes behind waiting bytes, a text that is too long for the short way included.
    write('between');
    write(piece.repeat(3));
    accepted.write(Buffer.from('bytes'));
    sent.push('bytes');
    write('last');
    void drained.then(() => {
      write('behind');
      accepted.end();
    });
  });
  const client = new Recorder();
  client.onConnect = (connection) => {
    connection.pause();
    setImmediate(() => connection.resume());
  };
  connect(target, client);
  await client.closed;
  assert.equal(await drained, 0);
  assert.equal(client.text.length, sent.join('').length);
  assert.ok(client.text === sent.join(''));
  listener.close();
});

test('connection: a text for a client that has gone ends the connection with a fault', async () => {
  const server = new Recorder();
  let accepted: Connection | undefined;
  const { listener, target } = await serving((socket) => {
    accepted = new Connection(socket, server, 'accepted');
    accepted.pause();
  });
  const client = net.connect(target as net.NetConnectOpts, () => client.resetAndDestroy());
  client.on('error', () => {});
  await once(client, 'close');
  while (accepted?.closed !== true) {
    accepted?.write('x');
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(server.events.at(-1), 'close');
  assert.notEqual(server.fault, undefined);
  listener.close();
});

test('connection: TLS by option, borrowed bytes included', async () => {
  const pem = fs.readFileSync('fixtures/certificates/rsa.pem');
  const server = tls.createServer({ key: pem, cert: pem });
  server.on('secureConnection', (socket) => {
    const recorder = new Recorder();
    recorder.onData = (connection, bytes) => connection.end(bytes);
    assert.equal(new Connection(socket, recorder, 'events').secure, true);
  });
  const port = await listenOn(server);
  // A plain source writes what stands in the shared buffer to the TLS connection.
  const source = await serving((socket) => void new Connection(socket, new Recorder(), 'events').end('x'.repeat(5000)));
  const client = new Recorder();
  const connection = connect({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } }, client);
  client.onConnect = () => {
    client.events.push('connect');
    const plain = new Recorder();
    plain.onData = (_connection, bytes) => void connection.write(bytes);
    connect(source.target, plain);
  };
  await client.closed;
  assert.equal(client.text, 'x'.repeat(client.text.length));
  assert.ok(client.text.length > 0);
  assert.equal(client.events[0], 'connect');
  server.close();
  source.listener.close();
  const refused = new Recorder();
  const other = tls.createServer({ key: pem, cert: pem }, (socket) => socket.on('error', () => {}));
  void refused.closed.then(() => other.close());
  connect({ host: '127.0.0.1', port: await listenOn(other), tls: {} }, refused);
  await refused.closed;
  assert.deepEqual([refused.events, refused.fault], [['close'], 'other']);
});

test('listener: clients wait while it is paused', async () => {
  const accepted: net.Socket[] = [];
  const { listener, target } = await serving((socket) => accepted.push(socket));
  listener.pause();
  const client = new Recorder();
  const connection = connect(target, client);
  await once(connection.socket, 'connect');
  while (listener.waiting === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  assert.equal(accepted.length, 0);
  listener.resume();
  assert.equal(accepted.length, 1);
  assert.equal(listener.waiting, 0);
  accepted[0]!.destroy();
  connection.destroy();
  listener.close();
  await client.closed;
});

test('listener: a unix socket replaces an old one and has its mode', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-tcp-'));
  const file = path.join(folder, 's.sock');
  fs.writeFileSync(file, '');
  const server = new Recorder();
  const { listener } = await serving((socket) => void new Connection(socket, server, 'events'), {
    path: file,
    mode: 0o600,
  });
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(fs.readdirSync(folder), ['s.sock']);
  const client = new Recorder();
  connect({ path: file }, client).end('hi');
  await Promise.all([client.closed, server.closed]);
  assert.equal(server.text, 'hi');
  listener.close();
  fs.rmSync(folder, { recursive: true });
});

test('listener: an address in use is a fault of binding', async () => {
  const first = await serving(() => {});
  const second = await serving(() => {}, { host: '127.0.0.1', port: first.target.port });
  assert.deepEqual(second.faults, ['resource true']);
  first.listener.close();
});
