/**
 * `bin/dev bench idle [--connections=9900]`: resident memory of both proxies while clients are connected and do nothing,
 * before any request, behind one request each, and in TCP mode (half as many, as each takes two descriptors).
 */
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { hawserBin } from '../support/project.js';
import { end, installed, residentKib, type StartedProxy, startProxy } from './process.js';

/** Target of the house: Hawser's memory in times of HAProxy's. */
const REACH = 4;
const SETTLE_MS = 4000;
/** As many as fit below a limit of 20,000 files, which both programs count two of for each. */
const CONNECTIONS = 9_900;
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

interface Load {
  readonly name: string;
  readonly mode: 'http' | 'tcp';
  readonly asks: boolean;
  readonly share: number;
}

const LOADS: readonly Load[] = [
  { name: 'connected, no request', mode: 'http', asks: false, share: 1 },
  { name: 'idle behind a request', mode: 'http', asks: true, share: 1 },
  { name: 'TCP mode, idle', mode: 'tcp', asks: true, share: 0.45 },
];

function config(load: Load, port: number, origin: number): string {
  return `global
    nbthread 1
    maxconn ${CONNECTIONS + 20}
defaults
    mode ${load.mode}
    timeout connect 5s
    timeout client 1h
    timeout server 1h
    http-reuse always
listen fe
    bind 127.0.0.1:${port} backlog 4096
    server s1 127.0.0.1:${origin}
`;
}

/** A connection that is open, and answered if it asks. */
function open(port: number, asks: boolean): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1' }, () => {
      if (asks) socket.write(GET);
      else resolve(socket);
    });
    socket.once('data', () => resolve(socket));
    socket.once('error', reject);
  });
}

async function openAll(port: number, count: number, asks: boolean): Promise<readonly net.Socket[]> {
  const sockets: net.Socket[] = [];
  while (sockets.length < count) {
    const few = Math.min(100, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: few }, () => open(port, asks)))));
  }
  return sockets;
}

interface Memory {
  readonly beforeKib: number;
  readonly afterKib: number;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

async function measure(
  name: string,
  command: readonly [string, ...string[]],
  load: Load,
  count: number,
): Promise<Memory> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-bench-idle-'));
  const origin = http.createServer((_request, response) => response.end('ok'));
  origin.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', 4096, resolve));
  const { port: originPort } = origin.address() as net.AddressInfo;
  let proxy: StartedProxy | undefined;
  try {
    proxy = await startProxy(name, command, folder, (port) => config(load, port, originPort));
    const pid = proxy.child.pid!;
    await settle();
    const beforeKib = residentKib(pid);
    const sockets = await openAll(proxy.port, count, load.asks);
    await settle();
    const afterKib = residentKib(pid);
    for (const socket of sockets) socket.destroy();
    return { beforeKib, afterKib };
  } finally {
    if (proxy) await end(proxy.child);
    origin.close();
    origin.closeAllConnections();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns 1 when a program is missing or a target is not reached */
export async function main(args: readonly string[]): Promise<number> {
  if (!installed('haproxy') || !installed('taskset')) {
    console.error('the bench needs haproxy, taskset: apt-get install haproxy util-linux');
    return 1;
  }
  const wanted = Number(args.find((word) => word.startsWith('--connections='))?.slice(14) ?? CONNECTIONS);
  let reached = true;
  for (const load of LOADS) {
    const count = Math.floor(wanted * load.share);
    const hawser = await measure('hawser', [process.execPath, hawserBin], load, count);
    const haproxy = await measure('haproxy', ['haproxy'], load, count);
    const ratio = hawser.afterKib / haproxy.afterKib;
    const each = ({ beforeKib, afterKib }: Memory) => ((afterKib - beforeKib) / count).toFixed(2);
    const mib = (kib: number) => (kib / 1024).toFixed(0);
    const totals = `${mib(hawser.afterKib)} / ${mib(haproxy.afterKib)} MiB`;
    const text = `${each(hawser)} / ${each(haproxy)} KiB each, ${totals}, ${ratio.toFixed(2)} times (at most ${REACH})`;
    console.log(`${`${count} ${load.name}`.padEnd(36)} ${text}`);
    reached &&= ratio <= REACH;
  }
  return reached ? 0 : 1;
}
