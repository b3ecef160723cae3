/** Clients that do all kinds of things, correctly and to the end, and count what they get; the server that they talk to. */
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { below, pick, type Random } from '../fuzz/random.js';
import { Wire } from './wire.js';

/** A server that does what the path says. */
export function mixedServer(): http.Server {
  const server = http.createServer((request, response) => {
    request.resume();
    switch (request.url!.split('/')[1]) {
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'never':
        return;
      case 'missing':
        response.writeHead(404, { 'content-length': 0 }).end();
        return;
      case 'chunked':
        for (let at = 0; at < 5; at++) response.write('c'.repeat(500));
        response.end();
        return;
      case 'large':
        response.writeHead(200, { 'content-length': 300_000 }).end(Buffer.alloc(300_000, 'l'));
        return;
      case 'slow':
        response.writeHead(200, { 'content-length': 4 });
        for (let at = 0; at < 3; at++) setTimeout(() => response.write('s'), 20 * at);
        setTimeout(() => response.end('s'), 60);
        return;
      default:
        request.on('end', () => response.writeHead(200, { 'content-length': 2 }).end('ok'));
    }
  });
  server.keepAliveTimeout = 0;
  return server;
}

/** What all clients together asked and got. */
export class Ledger {
  requests = 0;
  /** By class of status, `2` to `5`. */
  readonly answers: Record<string, number> = { 2: 0, 3: 0, 4: 0, 5: 0 };
  readonly surprises: string[] = [];

  /** One more request and the response to it. */
  note(response: string, expected: RegExp): void {
    this.requests++;
    const status = /^HTTP\/1\.1 (\d)(\d\d) /.exec(response);
    if (status === null || !expected.test(`${status[1]}${status[2]}`)) this.surprises.push(response.slice(0, 60));
    else this.answers[status[1]!]!++;
  }
}

export interface Door {
  readonly port: number;
  readonly secure: boolean;
}

function open({ port, secure }: Door): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1' };
    const socket = secure ? tls.connect({ ...options, rejectUnauthorized: false }) : net.connect(options);
    const wire = new Wire(socket);
    socket.once(secure ? 'secureConnect' : 'connect', () => resolve(wire));
    socket.once('error', reject);
  });
}

const GET = (where: string, fields = ''): string => `GET /${where} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;

/** `path -> status` of requests that go on or end their connection as the proxy likes. */
const PLAIN: readonly (readonly [path: string, status: RegExp])[] = [
  ['', /200/],
  ['missing', /404/],
  ['chunked', /200/],
  ['large', /200/],
  ['slow', /200/],
  ['deny', /403/],
  ['tarpit', /500/],
  ['redirect', /302/],
  ['return', /200/],
  ['reset', /502/],
  ['never', /504/],
  ['refused', /503/],
  ['retried', /200/],
];

type Act = (wire: Wire, ledger: Ledger, random: Random) => Promise<void>;

const keepAlive: Act = async (wire, ledger, random) => {
  for (let left = 1 + below(random, 10); left > 0 && !wire.closed; left--) {
    wire.send(GET(''));
    ledger.note(await wire.response(), /200/);
  }
};

const anything: Act = async (wire, ledger, random) => {
  const [path, status] = pick(random, PLAIN);
  wire.send(GET(path, 'Connection: close\r\n'));
  ledger.note(await wire.response(), status);
};

const pipelined: Act = async (wire, ledger) => {
  wire.send(GET('').repeat(9) + GET('', 'Connection: close\r\n'));
  for (let at = 0; at < 10; at++) ledger.note(await wire.response(), /200/);
};

const upload: Act = async (wire, ledger, random) => {
  const size = below(random, 200_000);
  wire.send(`POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`);
  wire.send('u'.repeat(size));
  ledger.note(await wire.response(), /200/);
};

const chunkedUpload: Act = async (wire, ledger) => {
  wire.send('POST /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n');
  for (let at = 1; at < 20; at++) wire.send(`${(at * 100).toString(16)};x=y\r\n${'d'.repeat(at * 100)}\r\n`);
  wire.send('0\r\nTrailer: t\r\n\r\n');
  ledger.note(await wire.response(), /200/);
};

/** Head, chunks and trailers, one byte at a time. */
const byteByByte: Act = async (wire, ledger) => {
  const upload = 'POST /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: t\r\n\r\n';
  for (const request of [GET(''), upload]) {
    for (const byte of request) {
      wire.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    ledger.note(await wire.response(), /200/);
  }
};

/** Takes a large response in small steps. */
const slowReader: Act = async (wire, ledger) => {
  wire.socket.on('data', () => {
    wire.socket.pause();
    setTimeout(() => wire.socket.resume(), 5);
  });
  wire.send(GET('large'));
  ledger.note(await wire.response(), /200/);
};

const ACTS: readonly Act[] = [
  keepAlive,
  anything,
  anything,
  anything,
  pipelined,
  upload,
  chunkedUpload,
  byteByByte,
  slowReader,
];

/** One connection and what is done on it. */
export async function mixedExchange(random: Random, doors: readonly Door[], ledger: Ledger): Promise<void> {
  const wire = await open(pick(random, doors));
  await pick(random, ACTS)(wire, ledger, random);
  const ended = new Promise((resolve) => wire.socket.once('close', resolve));
  if (!wire.socket.destroyed) wire.socket.end();
  if (!wire.closed) await ended;
}
