/**
 * Teaching: how many entries a second a process hands to one that starts, Hawser and haproxy in each place. `bin/dev bench peers`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hawserBin } from '../support/project.js';
import { command, commands } from '../support/wire.js';
import { end, freePort, installed } from './process.js';

const ENTRIES = 200_000;
const LIMIT_MS = 30_000;

type Kind = 'hawser' | 'haproxy';

function start(kind: Kind, folder: string, name: string, ports: readonly number[]): ChildProcess {
  const file = path.join(folder, `${name}.cfg`);
  fs.writeFileSync(
    file,
    `global
    stats socket ${folder}/${name}.sock level admin
    localpeer ${name}
defaults
    timeout connect 5s
    timeout client 5s
    timeout server 5s
peers p
    peer a 127.0.0.1:${ports[0]}
    peer b 127.0.0.1:${ports[1]}
backend t
    stick-table type string len 32 size 1m expire 1h store gpc0,http_req_cnt,http_req_rate(10s) peers p
`,
  );
  const words = kind === 'haproxy' ? ['haproxy'] : [process.execPath, hawserBin];
  return spawn(words[0]!, [...words.slice(1), '-db', '-f', file], { stdio: 'ignore' });
}

async function used(folder: string, name: string): Promise<number | undefined> {
  const shown = await command(path.join(folder, `${name}.sock`), 'show table').catch(() => '');
  const number = /used:(\d+)/.exec(shown)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Milliseconds until the table has this many entries, from when it had any. */
async function untilUsed(folder: string, name: string, wanted: number): Promise<number> {
  const began = performance.now();
  let first: number | undefined;
  while (performance.now() - began < LIMIT_MS) {
    const number = await used(folder, name);
    if (number !== undefined) first ??= performance.now();
    if (number === wanted) return performance.now() - (first ?? began);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${name} did not learn ${wanted} entries in ${LIMIT_MS} ms`);
}

function fill(socketPath: string): Promise<void> {
  const line = (n: number) => `set table t key session-${n} data.gpc0 ${n} data.http_req_cnt 7`;
  return commands(
    socketPath,
    Array.from({ length: ENTRIES }, (_, n) => line(n)),
  );
}

async function measure(teacher: Kind, learner: Kind): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-bench-'));
  const ports = [await freePort(), await freePort()];
  // A Hawser is filled, and teaches who is to teach.
  const source = start('hawser', folder, 'a', ports);
  const started: ChildProcess[] = [source];
  try {
    await untilUsed(folder, 'a', 0);
    await fill(path.join(folder, 'a.sock'));
    let from = 'a';
    if (teacher === 'haproxy') {
      started.push(start('haproxy', folder, 'b', ports));
      await untilUsed(folder, 'b', ENTRIES);
      await end(source);
      from = 'b';
    }
    const to = from === 'a' ? 'b' : 'a';
    started.push(start(learner, folder, to, ports));
    const ms = await untilUsed(folder, to, ENTRIES);
    return `${`${teacher} teaches ${learner}`.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms  ${((ENTRIES / ms) * 1000).toFixed(0).padStart(9)} entries/s`;
  } finally {
    for (const child of started) if (child.exitCode === null && child.signalCode === null) await end(child);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints a line per pair. */
export async function main(): Promise<number> {
  const kinds: readonly Kind[] = installed('haproxy') ? ['hawser', 'haproxy'] : ['hawser'];
  if (kinds.length === 1) console.error('haproxy is not installed: only Hawser is measured');
  for (const teacher of kinds) for (const learner of kinds) console.log(await measure(teacher, learner));
  return 0;
}
