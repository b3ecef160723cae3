/** A proxy with a frontend and a backend for each case: lines are told apart by the client's port, counters by names. */
import path from 'node:path';
import type { TestContext } from 'node:test';
import { answers, askUntil, type StatRow, statRows } from '../../support/admin.js';
import { startHawser } from '../../support/hawser.js';
import { command, connect, type Wire } from '../../support/wire.js';
import type { Case } from './case.js';
import { ORIGIN } from './line.js';

/** Frontend and port, flags, status, timers, bytes, retries, queues, server. */
const HTTP_FORMAT = '%f:%cp %tsc %ST %TR/%Tw/%Tc/%Tr/%Ta %U/%B %rc %sq/%bq %s';
const TCP_FORMAT = '%f:%cp %ts - %Tw/%Tc/%Tt %U/%B %rc %sq/%bq %s';

const HEAD = `global
    log stdout len 4096 format raw local0
    stats socket "\${DIR}/s" level admin
    maxconn 2000
    nbthread 1
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

/** An address of its own: those who still look for the last owner of a port are not counted here. */
const HOST = '127.0.7.2';

const section = (head: string, lines: readonly string[]) => [head, ...lines.map((line) => `    ${line}`)].join('\n');

function render(each: Case, at: number): string {
  const { tcp = false, front = [], back = [], servers = [`server s "${ORIGIN}"`] } = each;
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
  open(t: TestContext, at: number): Promise<Wire>;
  admin(line: string): Promise<string>;
  /** `show stat` of the backend of a case, and its servers. */
  rows(at: number): Promise<readonly StatRow[]>;
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
  program: readonly [string, ...string[]],
  cases: readonly Case[],
  env: Readonly<Record<string, string>>,
): Promise<Proxy> {
  const running = await startHawser(t, {
    ...{ program, env, listeners: cases.map((_, at) => `f${at}`), host: HOST },
    config: `${HEAD}${cases.map(render).join('\n')}\n`,
  });
  const { child, folder, ports } = running;
  const seen = new LinesOfClients();
  child.stdout!.on('data', (data: Buffer) => seen.push(data.toString('latin1')));
  const socket = path.join(folder, 's');
  // Connections wait in inherited sockets: a client that resets before they are accepted has no address.
  await answers(socket, () => child.exitCode !== null);
  return {
    admin: (line) => command(socket, line),
    rows: (at) => statRows(socket, `b${at} 6 -1`),
    open(context, at) {
      if (child.exitCode !== null) throw new Error(`the program ended: ${running.stderr()}`);
      return connect(context, ports[`f${at}`]!, HOST);
    },
    lines: (client, count) => seen.of(client, count),
    async counts() {
      const untilMs = Date.now() + PATIENCE_MS;
      const isBusy = (row: StatRow) => CURRENT.some((column) => Number(row[column]) > 0);
      const isOver = (rows: readonly StatRow[]) => !rows.some(isBusy) || Date.now() > untilMs;
      const rows = await askUntil(() => statRows(socket), isOver);
      return cases.map((_, at) => renderCounts(rows, at));
    },
  };
}

/** What a program logs, by the client (`frontend:port`) that each line begins with. */
class LinesOfClients {
  readonly #lines: Map<string, string[]>;
  readonly #wakes: Set<() => void>;
  #rest: string;

  constructor() {
    this.#lines = new Map();
    this.#wakes = new Set();
    this.#rest = '';
  }

  push(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop()!;
    for (const line of parts) {
      const key = line.slice(0, line.indexOf(' '));
      this.#lines.set(key, [...(this.#lines.get(key) ?? []), line]);
    }
    for (const wake of this.#wakes) wake();
  }

  /** Lines of a client as soon as there are `count`, or when patience is over. */
  async of(client: string, count: number): Promise<readonly string[]> {
    const isHere = () => (this.#lines.get(client)?.length ?? 0) >= count;
    if (!isHere()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS);
        const wake = () => {
          if (!isHere()) return;
          this.#wakes.delete(wake);
          clearTimeout(timer);
          resolve();
        };
        this.#wakes.add(wake);
      });
    }
    return this.#lines.get(client) ?? [];
  }
}

/** `FRONTEND: ereq 1, ...; s: ...; BACKEND: ...`, busy columns with an exclamation mark. */
function renderCounts(rows: readonly StatRow[], at: number): string {
  return rows
    .filter(({ pxname }) => pxname === `f${at}` || pxname === `b${at}`)
    .map((row) => {
      const busy = CURRENT.filter((name) => Number(row[name]) > 0).map((name) => `!${name} ${row[name]}`);
      const known = COUNTERS.filter((name) => Number(row[name]) > 0).map((name) => `${name} ${row[name]}`);
      return `${row.svname}: ${[...busy, ...known].join(', ')}`;
    })
    .join('; ');
}
