import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { type LinkHandler, parseAnswer, renderQuery, TcpLink, UdpLink } from '../../../../src/net/dns/index.js';
import { certificate } from '../../../support/certificates.js';
import { a, startDnsServer, zone } from '../../../support/dns-server.js';
import { listenOn } from '../../../support/hawser.js';
import { freePort } from '../../../support/process.js';

/** Collects what comes; `next` resolves with the next message or trouble. */
class Ear implements LinkHandler {
  readonly heard: string[] = [];
  #wake: (() => void) | undefined;

  onMessage(bytes: Buffer): void {
    const answer = parseAnswer(bytes);
    const found = answer?.records.map((record) => ('address' in record ? record.address : ''));
    this.#note(`${answer?.id} ${found?.join()}`);
  }

  onSendError(): void {
    this.#note('error');
  }

  #note(text: string): void {
    this.heard.push(text);
    this.#wake?.();
  }

  async until(count: number): Promise<readonly string[]> {
    while (this.heard.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return [...this.heard].sort();
  }
}

const query = (id: number) => renderQuery(id, 'a.test', 'A', 512);
const HERE = { host: '127.0.0.1', source: undefined } as const;

function closing<T extends { close(): void }>(t: TestContext, link: T): T {
  t.after(() => link.close());
  return link;
}

test('queries over UDP leave as soon as the socket is connected, from the address that source names', async (t) => {
  const dns = await startDnsServer(t, zone([a('a.test', '192.0.2.1')]));
  const ear = new Ear();
  const source = { host: '127.0.0.3', port: 0 };
  const link = closing(t, new UdpLink({ ...HERE, port: dns.udpPort, source }, ear));
  assert.equal(link.send(query(1)), true);
  assert.equal(link.send(query(2)), true);
  assert.deepEqual(await ear.until(2), ['1 192.0.2.1', '2 192.0.2.1']);
  assert.equal(link.send(query(3)), true);
  await ear.until(3);
});

test('a UDP socket that cannot be bound loses what waits, and is tried again with the next query', async (t) => {
  const ear = new Ear();
  const source = { host: '192.0.2.77', port: 0 };
  const link = closing(t, new UdpLink({ ...HERE, port: 9, source }, ear));
  link.send(query(1));
  assert.deepEqual(await ear.until(1), ['error']);
  link.send(query(2));
  assert.deepEqual(await ear.until(2), ['error', 'error']);
});

test('queries over TCP are framed by their length and pipelined, four on a connection', async (t) => {
  const dns = await startDnsServer(t, zone([a('a.test', '192.0.2.1')]));
  const peers = new Set<number>();
  // Answers wait until all queries are here, so that nothing is free before.
  const held: (() => void)[] = [];
  const proxy = net.createServer((client) => {
    peers.add(client.remotePort!);
    const server = net.connect(dns.tcpPort, '127.0.0.1');
    client.pipe(server);
    held.push(() => server.pipe(client));
    client.on('error', () => server.destroy());
    client.on('close', () => server.destroy());
  });
  const port = await listenOn(proxy);
  t.after(() => proxy.close());
  const ear = new Ear();
  const link = closing(t, new TcpLink({ ...HERE, port, tls: undefined, maxconn: 2 }, ear));
  for (let id = 1; id <= 10; id++) assert.equal(link.send(query(id)), true);
  await dns.asked(8);
  assert.equal(peers.size, 2);
  for (const release of held) release();
  assert.equal((await ear.until(10)).length, 10);
  assert.equal(peers.size, 2);
});

test('a name server that refuses TCP connections is one that does not answer, and is tried again', async (t) => {
  const port = await freePort();
  const ear = new Ear();
  const link = closing(t, new TcpLink({ ...HERE, port, tls: undefined, maxconn: 0 }, ear));
  assert.equal(link.send(query(1)), true);
  const dns = net.createServer((socket) => {
    socket.once('data', (bytes) =>
      socket.end(Buffer.concat([bytes.subarray(0, 4), Buffer.from([0x80, 0]), bytes.subarray(6)])),
    );
  });
  await new Promise<void>((resolve) => dns.listen(port, '127.0.0.1', resolve));
  t.after(() => dns.close());
  // What is sent on the connection that fails is lost.
  for (let id = 2; ear.heard.length === 0; id++) {
    link.send(query(id));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  link.close();
  assert.equal(link.send(query(4)), false);
});

test('an answer in pieces is one answer', async (t) => {
  const dns = await startDnsServer(t, zone([a('a.test', '192.0.2.1')]));
  const proxy = net.createServer((client) => {
    const server = net.connect(dns.tcpPort, '127.0.0.1');
    client.pipe(server);
    client.on('close', () => server.destroy());
    server.on('data', (bytes) => {
      for (const byte of bytes) client.write(Buffer.from([byte]));
    });
  });
  const port = await listenOn(proxy);
  t.after(() => proxy.close());
  const ear = new Ear();
  const link = closing(t, new TcpLink({ ...HERE, port, tls: undefined, maxconn: 0 }, ear));
  link.send(query(7));
  link.send(query(8));
  assert.deepEqual(await ear.until(2), ['7 192.0.2.1', '8 192.0.2.1']);
});

test('queries go over TLS where the name server wants it', async (t) => {
  const dns = await startDnsServer(t, zone([a('a.test', '192.0.2.1')]));
  const { cert, key } = certificate('ecdsa');
  const front = tls.createServer({ cert, key }, (client) => {
    const server = net.connect(dns.tcpPort, '127.0.0.1');
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy());
    client.on('close', () => server.destroy());
  });
  const port = await listenOn(front);
  t.after(() => front.close());
  const ear = new Ear();
  const link = closing(t, new TcpLink({ ...HERE, port, tls: { rejectUnauthorized: false }, maxconn: 0 }, ear));
  link.send(query(1));
  assert.deepEqual(await ear.until(1), ['1 192.0.2.1']);
});
