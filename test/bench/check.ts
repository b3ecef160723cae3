/**
 * `bin/dev bench check`: how long a check of 100,000 lines takes (10,000 backends of 5 servers), next to `haproxy -c` on the
 * same file in the same run, and how long the program takes to start. Medians of wall time; both take turns.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hawserBin } from '../support/project.js';
import { median } from './median.js';

const BACKENDS = 10_000;
const SERVERS = 5;
const ROUNDS = 7;

/** What may be at most: times of `haproxy -c`, times of `node -e 0`. */
const LIMITS = { check: 3, start: 2.5 } as const;

function bigFile(): string {
  const lines = ['global', '    maxconn 1000', 'defaults', '    mode http'];
  for (const name of ['client', 'server', 'connect']) lines.push(`    timeout ${name} 5s`);
  lines.push('frontend fe', '    bind 127.0.0.1:18080', '    default_backend be0');
  for (let index = 0; index < BACKENDS; index++) {
    lines.push(`backend be${index}`, '    balance roundrobin', '    option httpchk GET /health');
    lines.push(`    http-request set-header X-Backend be${index}`);
    for (let server = 1; server <= SERVERS; server++) {
      lines.push(`    server s${server} 10.${index >> 8}.${index & 255}.${server}:8080 check inter 5s weight 10`);
    }
    lines.push('');
  }
  return `${lines.join('\n')}\n`;
}

function milliseconds(command: string, args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { encoding: 'latin1' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.slice(0, 500)}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Runs commands in turn. @returns the median of each, in milliseconds */
function race(commands: readonly (readonly [command: string, args: readonly string[]])[]): readonly number[] {
  const samples = commands.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [command, args]] of commands.entries()) samples[index]?.push(milliseconds(command, args));
  }
  return samples.map(median);
}

function verdict(name: string, ours: number, other: number, limit: number): boolean {
  const ratio = ours / other;
  const text = `${ours.toFixed(0)} ms, ${ratio.toFixed(2)} times (at most ${limit})`;
  console.log(`${name.padEnd(24)} ${text}${ratio <= limit ? '' : '  TOO SLOW'}`);
  return ratio <= limit;
}

/** @returns 0 if all limits hold */
export async function main(): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-bench-check-'));
  const big = path.join(folder, 'big.cfg');
  const small = path.join(folder, 'small.cfg');
  const text = bigFile();
  fs.writeFileSync(big, text);
  fs.writeFileSync(small, text.split('\n').slice(0, 19).join('\n').concat('\n'));
  const [bare = 0, start = 0] = race([
    [process.execPath, ['-e', '0']],
    [hawserBin, ['-c', '-f', small]],
  ]);
  const results = [verdict('small file, node -e 0', start, bare, LIMITS.start)];
  if (spawnSync('haproxy', ['-v']).status === 0) {
    const [theirs = 0, ours = 0] = race([
      ['haproxy', ['-c', '-f', big]],
      [hawserBin, ['-c', '-f', big]],
    ]);
    results.push(verdict(`${text.split('\n').length} lines, haproxy -c`, ours, theirs, LIMITS.check));
  } else console.log('there is no haproxy on this machine to compare with');
  fs.rmSync(folder, { recursive: true, force: true });
  return results.every(Boolean) ? 0 : 1;
}
