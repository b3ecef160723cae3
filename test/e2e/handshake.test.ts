/**
 * What stands in front of a connection - a PROXY header, one of NetScaler appliances, a TLS handshake - when it is wrong, cut
 * or slow: which line is logged (manual 8.2.5), and that a slow one is served. Lines were compared with haproxy 2.6, which
 * plays too where it is installed; unlike it we wait for the rest of a header that came in pieces.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { certificateFile } from '../support/certificates.js';
import { listenOn, type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
const LINE = 'PROXY TCP4 192.0.2.1 192.0.2.2 1111 80\r\n';
const SIGNATURE = '0d0a0d0a000d0a515549540a';
const ADDRESSES = 'c0000201c000020204570050';

const v2 = (rest: string): Buffer => Buffer.concat([Buffer.from(SIGNATURE + rest, 'hex'), Buffer.from(GET)]);

/** Legacy form: magic, size, then the IP and TCP headers. */
function netscaler(magic: number, protocol = 6, version = 0x45): Buffer {
  const header = Buffer.alloc(48);
  header.writeUInt32BE(magic, 0);
  header.writeUInt32BE(40, 4);
  header[8] = version;
  header[17] = protocol;
  Buffer.from([192, 0, 2, 1, 192, 0, 2, 2]).copy(header, 20);
  header.writeUInt16BE(1111, 28);
  return Buffer.concat([header, Buffer.from(GET)]);
}

interface Try {
  readonly to: 'proxy' | 'cip' | 'tls';
  readonly bytes: string | Buffer;
  /** Byte by byte. */
  readonly slow?: true;
  /** The line; or status and source of what was served. */
  readonly told: string;
  /** haproxy wants it in one piece. */
  readonly alone?: true;
}

const INVALID = 'Received an invalid PROXY protocol header';
const FOREIGN = 'Received something which does not look like a PROXY protocol header';
const UNHANDLED = 'Received an unhandled protocol in the PROXY protocol header';
const MAGIC = 'Received an invalid NetScaler Client IP magic number';
const OTHER_PROTOCOL = 'Received an unhandled protocol in the NetScaler Client IP header';
const SERVED = '200 192.0.2.1';

const TRIES: Readonly<Record<string, Try>> = {
  'a header of version 1': { to: 'proxy', bytes: LINE + GET, told: SERVED },
  'byte by byte': { to: 'proxy', bytes: LINE + GET, slow: true, told: SERVED, alone: true },
  'one that stops': {
    to: 'proxy',
    bytes: LINE.slice(0, 12),
    told: 'Timeout while waiting for PROXY protocol header',
    alone: true,
  },
  'another protocol': { to: 'proxy', bytes: `PROXY FOO\r\n${GET}`, told: UNHANDLED },
  'another protocol, not yet whole': { to: 'proxy', bytes: 'PROXY FO', told: UNHANDLED, alone: true },
  'a request': { to: 'proxy', bytes: GET, told: FOREIGN },
  'the first byte of one': { to: 'proxy', bytes: 'G', told: FOREIGN, alone: true },
  'a wrong port': { to: 'proxy', bytes: `PROXY TCP4 192.0.2.1 192.0.2.2 a 80\r\n${GET}`, told: INVALID },
  'a bare line feed': { to: 'proxy', bytes: LINE.replace('\r', '') + GET, told: INVALID },
  'a header of version 2': { to: 'proxy', bytes: v2(`2111000c${ADDRESSES}`), told: SERVED },
  'version 2, byte by byte': { to: 'proxy', bytes: v2(`2111000c${ADDRESSES}`), slow: true, told: SERVED, alone: true },
  LOCAL: { to: 'proxy', bytes: v2('20000000'), told: '200 127.0.0.1' },
  'an unknown command': { to: 'proxy', bytes: v2(`2511000c${ADDRESSES}`), told: UNHANDLED, alone: true },
  'an unknown family': { to: 'proxy', bytes: v2(`2141000c${ADDRESSES}`), told: INVALID },
  'too short for its addresses': { to: 'proxy', bytes: v2('21110004c0000201'), told: INVALID },
  'a later version': { to: 'proxy', bytes: v2(`3111000c${ADDRESSES}`), told: FOREIGN },
  'a header of NetScaler': { to: 'cip', bytes: netscaler(1234), told: SERVED },
  'NetScaler, byte by byte': { to: 'cip', bytes: netscaler(1234), slow: true, told: SERVED, alone: true },
  'NetScaler, one that stops': {
    to: 'cip',
    bytes: netscaler(1234).subarray(0, 20),
    told: 'Timeout while waiting for a NetScaler Client IP header',
    alone: true,
  },
  'another magic number': { to: 'cip', bytes: netscaler(99), told: MAGIC },
  'the first byte of another magic number': { to: 'cip', bytes: Buffer.from([9]), told: MAGIC, alone: true },
  'another protocol in it': { to: 'cip', bytes: netscaler(1234, 17), told: OTHER_PROTOCOL },
  'another version of IP': { to: 'cip', bytes: netscaler(1234, 6, 0x75), told: OTHER_PROTOCOL },
  'a request where TLS is spoken': { to: 'tls', bytes: GET, told: 'SSL handshake failure' },
  'half a hello': { to: 'tls', bytes: Buffer.from('160301020001', 'hex'), told: 'Timeout during SSL handshake' },
  'silence where TLS is spoken': { to: 'tls', bytes: '', told: 'Timeout during SSL handshake' },
};

/** No line after that time is none at all. */
const PATIENCE_MS = 5000;

const NAMES = Object.keys(TRIES);

const frontend = (name: string, words: string) => `frontend ${name}
    bind "fd@\${${name}}" ${words}
    error-log-format "%cp %[fc_err_str]"
    http-request set-log-level silent
    http-request return status 200 content-type text/plain lf-string %ci
`;

/** Threads of haproxy that log at the same time lose lines. */
const CONFIG = `global
    log stdout len 4096 format raw local0
    nbthread 1
defaults
    log global
    mode http
    timeout client 2s
${frontend('proxy', 'accept-proxy')}${frontend('cip', 'accept-netscaler-cip 1234')}${frontend('tls', `ssl crt ${certificateFile('plain.pem')}`)}`;

interface Spoken {
  readonly client: number;
  /** Body of the answer. */
  readonly body: string | undefined;
}

/** Everything is sent, byte by byte if slow, and the connection stays until the other side ends it. */
function speak(port: number, { bytes, slow }: Try): Promise<Spoken> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const all = Buffer.from(bytes as string, 'latin1');
    let own = 0;
    let text = '';
    let at = 0;
    const step = () => {
      if (socket.destroyed || at >= all.length) return;
      socket.write(all.subarray(at, ++at));
      setTimeout(step, 2);
    };
    socket.setNoDelay(true);
    socket.on('connect', () => {
      own = socket.localPort!;
      if (slow === true) step();
      else if (all.length > 0) socket.write(all);
    });
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ client: own, body: text.split('\r\n\r\n')[1] }));
  });
}

async function playAll(t: TestContext, names: readonly string[], haproxy?: string): Promise<readonly string[]> {
  const own = haproxy === undefined ? {} : { program: [haproxy] as [string] };
  const program: Program = await startHawser(t, { config: CONFIG, listeners: ['proxy', 'cip', 'tls'], ...own });
  const spoken = await Promise.all(names.map((name) => speak(program.ports[TRIES[name]!.to]!, TRIES[name]!)));
  const lineOf = (client: number) =>
    program
      .stdout()
      .split('\n')
      .find((line) => line.startsWith(`${client} `));
  while (!spoken.every(({ client, body }) => body !== undefined || lineOf(client) !== undefined)) {
    const hasWaited = await Promise.race([
      new Promise((resolve) => program.child.stdout!.once('data', () => resolve(false))),
      new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, true).unref()),
    ]);
    if (hasWaited === true) break;
  }
  return spoken.map(({ client, body }) => {
    if (body !== undefined) return `200 ${body}`;
    return lineOf(client)?.slice(`${client} `.length) ?? 'no line';
  });
}

test('handshakes: each way to fail has its line', async (t) => {
  const told = await playAll(t, NAMES);
  for (const [at, name] of NAMES.entries()) await t.test(name, () => assert.equal(told[at], TRIES[name]!.told));
});

test('handshakes: haproxy 2.6 tells the same', { skip: withoutHaproxy26 }, async (t) => {
  const names = NAMES.filter((name) => TRIES[name]!.alone !== true);
  const told = await playAll(t, names, haproxy26);
  for (const [at, name] of names.entries()) await t.test(name, () => assert.equal(told[at], TRIES[name]!.told));
});

test('handshakes: a TLS client that sends byte by byte is served', async (t) => {
  const program = await startHawser(t, { config: CONFIG.replace('400ms', '20s'), listeners: ['proxy', 'cip', 'tls'] });
  const slow = net.connect(program.ports.tls!, '127.0.0.1');
  const port = await relayByBytes(t, slow);
  const text = await new Promise<string>((resolve) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => socket.write(GET));
    socket.once('data', (data) => resolve(data.toString('latin1')));
    socket.once('error', (error) => resolve(String(error)));
  });
  assert.match(text, /^HTTP\/1.1 200/);
});

/** A TLS 1.2 handshake, with the ticket of another one if there is one; the ticket it got, and whether it was resumed. */
function handshake(port: number, session?: Buffer): Promise<{ session: Buffer | undefined; resumed: boolean }> {
  return new Promise((resolve, reject) => {
    const own = session === undefined ? {} : { session };
    const options = { port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2', ...own } as const;
    const socket = tls.connect(options, () => {
      resolve({ session: socket.getSession(), resumed: socket.isSessionReused() });
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('tls-ticket-keys: a ticket of one process is known to another one with the same file', async (t) => {
  const folder = temporaryFolder(t);
  const write = (name: string, seed: number) => {
    const lines = [1, 2, 3].map((at) => Buffer.alloc(48, seed + at).toString('base64'));
    fs.writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);
  };
  write('same', 1);
  write('other', 7);
  const start = async (keys: string) => {
    const words = `ssl crt ${certificateFile('plain.pem')} tls-ticket-keys ${path.join(folder, keys)}`;
    const config = `defaults\n    mode http\n    timeout client 20s\nfrontend tls\n    bind "fd@\${tls}" ${words}\n    http-request return status 200\n`;
    return (await startHawser(t, { config, listeners: ['tls'] })).ports.tls!;
  };
  const { session, resumed } = await handshake(await start('same'));
  assert.equal(resumed, false);
  assert.equal((await handshake(await start('same'), session)).resumed, true);
  assert.equal((await handshake(await start('other'), session)).resumed, false);
});

/** A port whose only connection is passed on to `target` one byte after the other. */
function relayByBytes(t: TestContext, target: net.Socket): Promise<number> {
  const server = net.createServer((socket) => {
    t.after(() => socket.destroy());
    target.setNoDelay(true);
    socket.on('error', () => {});
    target.on('error', () => {});
    target.on('data', (data) => socket.write(data));
    let waiting = Buffer.alloc(0);
    const step = () => {
      if (waiting.length === 0 || target.destroyed) return;
      target.write(waiting.subarray(0, 1));
      waiting = waiting.subarray(1);
      setImmediate(step);
    };
    socket.on('data', (data) => {
      const wasIdle = waiting.length === 0;
      waiting = Buffer.concat([waiting, data]);
      if (wasIdle) step();
    });
  });
  t.after(() => {
    server.close();
    target.destroy();
  });
  return listenOn(server);
}
