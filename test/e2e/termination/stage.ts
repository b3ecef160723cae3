/** A proxy with a frontend and a backend for each case: lines are told apart by the client's port, counters by names. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { listenOn, temporaryFolder } from '../../support/hawser.js';
import { command, connect, type Wire } from '../../support/wire.js';
import type { Case } from './case.js';

/** Frontend and port, flags, status, timers, bytes, retries, queues, server. */
const HTTP_FORMAT = '%f:%cp %tsc %ST %TR/%Tw/%Tc/%Tr/%Ta %U/%B %rc %sq/%bq %s';
const TCP_FORMAT = '%f:%cp %ts - %Tw/%Tc/%Tt %U/%B %rc %sq/%bq %s';

const HEAD = `global
    log stdout len 4096 format raw local0
    stats socket "\${DIR}/s" level admin
    maxconn 2000
defaults
    log global
    mode http
    option abortonclose
    retries 0
    timeout client 400ms
    timeout http-request 400ms
    timeout connect 400ms
    timeout queue 400ms
    timeout server 400ms
    timeout tarpit 100ms
`;

const section = (head: string, lines: readonly string[]) => [head, ...lines.map((line) => `    ${line}`)].join('\n');

function render(each: Case, at: number): string {
  const { tcp = false, front = [], back = [], servers = ['server s "127.0.0.1:${ORIGIN}"'] } = each;
  const mode = tcp ? ['mode tcp'] : [];
  const format = `log-format "${tcp ? TCP_FORMAT : HTTP_FORMAT}"`;
  const bind = [`bind "fd@\${f${at}}"`, `default_backend b${at}`];
  return [
    section(`frontend f${at}`, [...mode, format, ...bind, ...front]),
    section(`backend b${at}`, [...mode, ...back, ...servers]),
  ].join('\n');
}

/** Columns of `show stat` that tell how streams went. */
const COUNTERS = [
  'req_tot',
  'stot',
  'lbtot',
  'ereq',
  'econ',
  'eresp',
  'dreq',
  'dresp',
  'wretr',
  'wredis',
  'cli_abrt',
  'srv_abrt',
  'hrsp_1xx',
  'hrsp_2xx',
  'hrsp_3xx',
  'hrsp_4xx',
  'hrsp_5xx',
  'hrsp_other',
  'intercepted',
  'eint',
] as const;

/** All that goes on must be over when counters are read. */
const CURRENT = ['scur', 'qcur'] as const;

export interface Proxy {
  readonly child: ChildProcess;
  open(t: TestContext, at: number): Promise<Wire>;
  admin(line: string): Promise<string>;
  /** Lines of a client (`frontend:port`), as soon as there are `count`. */
  lines(client: string, count: number): Promise<readonly string[]>;
  /** Counters that are not 0, by the number of the case. */
  counts(): Promise<readonly string[]>;
}

/** Far above all limits: no line after that time is none at all. */
const PATIENCE_MS = 7000;

/** Known timers become `n`, bytes that depend on buffers become `many`. */
export function essence(line: string): string {
  const [, flags, status, timers = '', bytes = '', ...rest] = line.split(' ');
  const known = timers.replace(/\+?\d+/g, (text, at: number) => (timers[at - 1] === '-' ? text : 'n'));
  const some = bytes.replace(/\d{5,}/g, 'many');
  return [flags, status, known, some, ...rest].join(' ');
}

/** Starts a program with all cases. */
export async function startProxy(
  t: TestContext,
  [program, ...words]: readonly string[],
  cases: readonly Case[],
  env: Readonly<Record<string, string>>,
): Promise<Proxy> {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'haproxy.cfg');
  fs.writeFileSync(file, `${HEAD}${cases.map(render).join('\n')}\n`);
  const servers = cases.map(() => net.createServer());
  const ports = await Promise.all(servers.map((server) => listenOn(server)));
  const fds = servers.map((server) => (server as unknown as { _handle: { fd: number } })._handle.fd);
  const names = Object.fromEntries(cases.map((_, at) => [`f${at}`, String(3 + at)]));
  const child = spawn(program!, [...words, '-db', '-f', file], {
    env: { ...process.env, ...env, ...names, DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe', ...fds],
  });
  for (const server of servers) server.close();
  const ended = new Promise((resolve) => child.once('close', resolve));
  t.after(() => {
    child.kill('SIGKILL');
    return ended;
  });
  let stderr = '';
  child.stderr!.on('data', (data: Buffer) => (stderr += data.toString('latin1')));
  const seen = new Map<string, string[]>();
  const wakes = new Set<() => void>();
  let rest = '';
  child.stdout!.on('data', (data: Buffer) => {
    const parts = (rest + data.toString('latin1')).split('\n');
    rest = parts.pop()!;
    for (const line of parts) {
      const key = line.slice(0, line.indexOf(' '));
      seen.set(key, [...(seen.get(key) ?? []), line]);
    }
    for (const wake of wakes) wake();
  });
  const socket = path.join(folder, 's');
  const admin = (line: string) => command(socket, line);
  // Connections wait in inherited sockets: a client that resets before they are accepted has no address.
  for (let tries = 0; child.exitCode === null && tries < 200; tries++) {
    const isReady = await admin('show info').catch(() => '');
    if (isReady !== '') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    child,
    admin,
    open(context, at) {
      if (child.exitCode !== null) throw new Error(`the program ended: ${stderr}`);
      return connect(context, ports[at]!);
    },
    async lines(client, count) {
      const untilMs = Date.now() + PATIENCE_MS;
      while ((seen.get(client)?.length ?? 0) < count && Date.now() < untilMs) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 200);
          const wake = () => {
            wakes.delete(wake);
            clearTimeout(timer);
            resolve();
          };
          wakes.add(wake);
        });
      }
      return seen.get(client) ?? [];
    },
    async counts() {
      const untilMs = Date.now() + PATIENCE_MS;
      for (;;) {
        const rows = parseStat(await admin('show stat'));
        const isBusy = rows.some((row) => CURRENT.some((column) => Number(row[column]) > 0));
        if (!isBusy || Date.now() > untilMs) return cases.map((_, at) => renderCounts(rows, at));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

type Row = Readonly<Record<string, string>>;

function parseStat(text: string): readonly Row[] {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.replace('# ', '').split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at], value])));
}

/** `FRONTEND: ereq 1, ...; s: ...; BACKEND: ...`, busy columns with an exclamation mark. */
function renderCounts(rows: readonly Row[], at: number): string {
  return rows
    .filter(({ pxname }) => pxname === `f${at}` || pxname === `b${at}`)
    .map((row) => {
      const busy = CURRENT.filter((name) => Number(row[name]) > 0).map((name) => `!${name} ${row[name]}`);
      const known = COUNTERS.filter((name) => Number(row[name]) > 0).map((name) => `${name} ${row[name]}`);
      return `${row.svname}: ${[...busy, ...known].join(', ')}`;
    })
    .join('; ');
}
