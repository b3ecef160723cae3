/** Checks of many scripted servers, each made once by a program: what it says to the server, logs, and shows. */
import path from 'node:path';
import type { TestContext } from 'node:test';
import { statRows } from './admin.js';
import { type ServerStep, scriptedServer } from './check-run.js';
import { type Program, startHawser } from './hawser.js';
import { stderrHas } from './process.js';

/** A backend with one server. */
export interface CheckCase {
  readonly lines: readonly string[];
  /** Words of the server; `PORT` stands for the port of what is scripted. */
  readonly words: string;
  /** Nobody listens if there is no script. */
  readonly server: readonly ServerStep[] | 'refused';
}

/** What is seen of a check. */
export interface CheckSeen extends CheckCase {
  readonly said: string;
  readonly line: string;
  readonly columns: string;
}

/** What is compared: which lines tell of a check, and which columns. */
export interface CheckView {
  readonly kind: 'Health' | 'Agent';
  readonly columns: readonly string[];
}

const HEAD = [
  ...['global', ' stats socket "${DIR}/s" level admin', ' max-spread-checks 1ms', ' node here'],
  ...[' ssl-server-verify none', 'defaults', ' mode http', ' timeout connect 1s', ' timeout client 5s'],
  ...[' timeout server 5s', ' timeout check 500ms', ' option log-health-checks'],
  ...[' default-server inter 600s rise 1 fall 1', 'frontend fe', ' bind "fd@${FE}"'],
];

const nameOf = (index: number) => `be${index}`;

function lineOf(program: Program, kind: string, index: number): string {
  const wanted = `${kind} check for server ${nameOf(index)}/s `;
  const line =
    program
      .stderr()
      .split('\n')
      .find((one) => one.includes(wanted)) ?? '';
  return line.slice(line.indexOf(wanted) + wanted.length).replace(/duration: \d+ms/, 'duration: Nms');
}

async function columnsOf(program: Program, columns: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const servers = (await statRows(path.join(program.folder, 's'))).filter(({ svname }) => svname === 's');
  // An asterisk tells that the next check runs at this moment, which is chance.
  const cell = (text: string | undefined) => text?.replace(/^\* /, '');
  return new Map(servers.map((row) => [row.pxname!, columns.map((name) => `${name}=${cell(row[name])}`).join(' ')]));
}

/** Ports, random bytes of TLS, and the health before the first check, which 3.5 counts otherwise than 2.6. */
function steady(text: string): string {
  if (text.startsWith('\x16\x03')) return 'hello of TLS';
  return text
    .replace(/(127\.0\.0\.1 127\.0\.0\.1 )\d+ \d+/g, '$1P P')
    .replace(/port=\d+/g, 'port=P')
    .replace(/(x-haproxy-server-state: UP)[^;]*/, '$1');
}

/** Runs the checks of all cases by one program: Hawser unless another one is named. */
export async function runCases(
  t: TestContext,
  cases: readonly CheckCase[],
  { kind, columns }: CheckView,
  haproxy?: string,
): Promise<readonly CheckSeen[]> {
  const scripts = cases.map(({ server }) => (server === 'refused' ? [] : server));
  const servers = await Promise.all(scripts.map((script) => scriptedServer(t, [script])));
  const backends = cases.flatMap(({ lines, words, server }, index) => {
    const port = server === 'refused' ? 1 : servers[index]!.port;
    const head = [`backend ${nameOf(index)}`, ...lines.map((line) => ` ${line}`)];
    return [...head, ` server s 127.0.0.1:${port} ${words.replaceAll('PORT', String(port))}`];
  });
  const config = `${[...HEAD, ...backends].join('\n')}\n`;
  const program = await startHawser(t, {
    ...{ config, listeners: ['FE'] },
    ...(haproxy === undefined ? {} : { program: [haproxy] }),
  });
  for (const index of cases.keys()) {
    await stderrHas(program, new RegExp(`${kind} check for server ${nameOf(index)}/s .*duration.*\n`));
  }
  const shown = await columnsOf(program, columns);
  return cases.map((one, index) => ({
    ...one,
    said: steady(servers[index]!.heard.join('|')),
    line: lineOf(program, kind, index),
    columns: shown.get(nameOf(index)) ?? '',
  }));
}
