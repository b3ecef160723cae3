/** What stands behind the proxies: a server that misbehaves as the path asks for, one that refuses, one that never accepts. */
import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';
import type { TestContext } from 'node:test';
import { listenOn } from '../../support/hawser.js';
import { freePort } from '../../support/process.js';

const head = (length: number, fields = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n${fields}\r\n`;
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const BIG = Buffer.alloc(40_000_000);

type Act = (socket: net.Socket) => void;

/** Writes a head at once, then byte by byte. */
const drip =
  (head: string, text: string): Act =>
  (socket) => {
    if (head !== '') socket.write(head);
    let at = 0;
    const timer = setInterval(() => {
      if (at < text.length && !socket.destroyed) socket.write(text[at++]!);
      else clearInterval(timer);
    }, 25);
  };

/** By the last part of the path. */
const ACTS: Readonly<Record<string, Act>> = {
  never: () => {},
  close: (socket) => socket.destroy(),
  fin: (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
  junk: (socket) => socket.write('what is this\r\n\r\n'),
  'half-head': (socket) => socket.end('HTTP/1.1 200 OK\r\nConte'),
  'stalled-head': (socket) => socket.write('HTTP/1.1 200 OK\r\nConte'),
  'long-head': (socket) => socket.write(head(0, `X: ${'x'.repeat(20_000)}\r\n`)),
  'wide-head': (socket) => socket.write(head(0, `X: ${'x'.repeat(9000)}\r\n`)),
  'two-lengths': (socket) => socket.write(head(0, 'Content-Length: 1\r\n')),
  'bad-name': (socket) => socket.write(head(0, 'a b: 1\r\n')),
  part: (socket) => socket.end(`${head(100)}abc`),
  'part-reset': (socket) => socket.write(`${head(100)}abc`, () => setTimeout(() => socket.resetAndDestroy(), 50)),
  stall: (socket) => socket.write(`${head(100)}abc`),
  big: (socket) => {
    socket.write(head(100_000_000));
    socket.write(BIG);
  },
  'chunks-cut': (socket) => socket.end(`${CHUNKED}5\r\nhello\r\n5\r\nhe`),
  'chunks-stall': (socket) => socket.write(`${CHUNKED}5\r\nhello\r\n`),
  'chunks-junk': (socket) => {
    socket.write(`${CHUNKED}5\r\nhello\r\n`);
    setTimeout(() => socket.write('zz\r\nhello\r\n'), 50);
  },
  'until-close': (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'),
  'until-reset': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\n\r\nhello', () => setTimeout(() => socket.resetAndDestroy(), 50)),
  drip: drip('', `${head(20)}01234567890123456789`),
  'drip-body': drip(head(30), '012345678901234567890123456789'),
  'drip-chunks': drip(CHUNKED, '5;a=b\r\nhello\r\n0000000000000\r\n\r\n'),
  'drip-interim': drip('', 'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'),
  'stalled-status': (socket) => socket.write('HTTP/1.1 2'),
  'stalled-field': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n'),
  'stalled-size': (socket) => socket.write(`${CHUNKED}5\r\nhello\r\n000`),
  'stalled-trailer': (socket) => socket.write(`${CHUNKED}5\r\nhello\r\n0\r\nX: `),
  interim: (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
  'interim-close': (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'),
  '404': (socket) => socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
  '500': (socket) => socket.write('HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n'),
  '503': (socket) => socket.write('HTTP/1.1 503 Oh\r\nContent-Length: 0\r\n\r\n'),
  '304': (socket) => socket.write('HTTP/1.1 304 Not Modified\r\n\r\n'),
  '700': (socket) => socket.write('HTTP/1.1 700 What\r\nContent-Length: 0\r\n\r\n'),
  deaf: (socket) => socket.pause(),
  early: (socket) => socket.write(`${head(2)}ok`),
  'early-close': (socket) => socket.end(`HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
  tunnel: (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhi'),
  'tunnel-fin': (socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhi'),
  'tunnel-reset': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhi', () =>
      setTimeout(() => socket.resetAndDestroy(), 50),
    ),
  cookie: (socket) => socket.write(`${head(2, 'Set-Cookie: S=server; path=/\r\n')}ok`),
  'cookie-other': (socket) => socket.write(`${head(2, 'Set-Cookie: T=1\r\n')}ok`),
};

const NORMAL: Act = (socket) => socket.write(`${head(2)}ok`);

function behave(socket: net.Socket, request: string): void {
  const what = /^[A-Z]+ (?:\/\w+)*\/([\w-]*) HTTP/.exec(request)?.[1];
  if (what !== undefined) (ACTS[what] ?? NORMAL)(socket);
  else if (request.startsWith('echo')) socket.write(request);
}

export interface Backdrop {
  /** Values of the variables that configurations name. */
  readonly env: Readonly<Record<string, string>>;
}

/** A socket whose backlog is full: connections to it stay in the air. */
async function startSilent(t: TestContext): Promise<string> {
  const program = `const s=require('node:net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},()=>{
    require('node:fs').writeSync(1,String(s.address().port)+'\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0)})`;
  const child: ChildProcess = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (data) => resolve(String(data).trim())),
  );
  const fillers = Array.from({ length: 4 }, () => net.connect({ port: Number(port), host: '127.0.0.1' }));
  for (const socket of fillers) socket.on('error', () => {});
  t.after(() => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
  });
  return port;
}

/** Starts all of them. */
export async function startBackdrop(t: TestContext): Promise<Backdrop> {
  const origin = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('data', (data) => behave(socket, data.toString('latin1')));
  });
  const port = await listenOn(origin);
  t.after(() => origin.close());
  const env = { ORIGIN: port, ONLY: await freePort(), ONLY_TCP: await freePort(), CLOSED: await freePort() };
  const texts = Object.entries(env).map(([name, value]) => [name, String(value)]);
  return { env: { ...Object.fromEntries(texts), SILENT: await startSilent(t) } };
}
