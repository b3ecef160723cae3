/** `bin/dev bench bulk`: 1 GB through both proxies in both directions: CPU time, and the highest resident memory on the way. */
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { listenOn } from '../support/hawser.js';
import { hawserBin } from '../support/project.js';
import { cpuNanoseconds, end, installed, residentKib, startProxy } from './process.js';

const BYTES = 2 ** 30;
const PIECE = Buffer.alloc(262_144, 'x');
/** Memory may grow by this much under load, however long the body is. */
const GROWTH_KIB = 64 * 1024;

function config(port: number, origin: number): string {
  return `global
    nbthread 1
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
listen fe
    bind 127.0.0.1:${port}
    server s1 127.0.0.1:${origin}
`;
}

/** Writes `BYTES` with back-pressure. */
function pour(socket: net.Socket): void {
  let left = BYTES;
  const more = () => {
    while (left > 0) {
      left -= PIECE.length;
      if (!socket.write(PIECE)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** Gives a body to GET, takes one from POST. */
function bulkServer(): net.Server {
  return net.createServer((socket) => {
    let received = -1;
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (received < 0) {
        const head = data.indexOf('\r\n\r\n') + 4;
        received = data.length - head;
        if (data[0] === 'G'.charCodeAt(0)) {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BYTES}\r\n\r\n`);
          pour(socket);
          return;
        }
      } else received += data.length;
      if (received >= BYTES) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  });
}

function transfer(port: number, direction: 'download' | 'upload'): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    let received = 0;
    socket.once('error', reject);
    socket.on('data', (data) => {
      received += data.length;
      if (direction === 'download' ? received < BYTES : false) return;
      socket.destroy();
      resolve();
    });
    if (direction === 'download') socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    else {
      socket.write(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${BYTES}\r\n\r\n`);
      pour(socket);
    }
  });
}

interface Bulk {
  readonly cpuMs: number;
  readonly growthKib: number;
}

type Command = readonly [string, ...string[]];

async function measure(name: string, command: Command, direction: 'download' | 'upload'): Promise<Bulk> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-bench-bulk-'));
  const origin = bulkServer();
  const originPort = await listenOn(origin);
  const { child, port } = await startProxy(name, command, folder, (own) => config(own, originPort));
  try {
    const before = { cpu: cpuNanoseconds(child.pid!), kib: residentKib(child.pid!) };
    let highestKib = before.kib;
    const watch = setInterval(() => {
      highestKib = Math.max(highestKib, residentKib(child.pid!));
    }, 50);
    await transfer(port, direction);
    clearInterval(watch);
    return { cpuMs: (cpuNanoseconds(child.pid!) - before.cpu) / 1e6, growthKib: highestKib - before.kib };
  } finally {
    await end(child);
    origin.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns 1 when a program is missing or memory is not flat */
export async function main(): Promise<number> {
  if (!installed('haproxy') || !installed('taskset')) {
    console.error('the bench needs haproxy, taskset: apt-get install haproxy util-linux');
    return 1;
  }
  let isFlat = true;
  for (const direction of ['download', 'upload'] as const) {
    const hawser = await measure('hawser', [process.execPath, hawserBin], direction);
    const haproxy = await measure('haproxy', ['haproxy'], direction);
    const cpu = `${hawser.cpuMs.toFixed(0)} / ${haproxy.cpuMs.toFixed(0)} ms CPU, ${(hawser.cpuMs / haproxy.cpuMs).toFixed(2)} times`;
    const growth = `grew by ${(hawser.growthKib / 1024).toFixed(0)} / ${(haproxy.growthKib / 1024).toFixed(0)} MiB`;
    console.log(`${`1 GB ${direction}`.padEnd(16)} ${cpu}; ${growth}`);
    isFlat &&= hawser.growthKib <= GROWTH_KIB;
  }
  return isFlat ? 0 : 1;
}
