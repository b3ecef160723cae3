/**
 * `bin/dev bench sample`: nanoseconds per evaluation of typical conditions, look-ups in maps of a million entries with their
 * memory, a list of a thousand regular expressions; and how long such maps take to load, beside haproxy in the same run.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { parseCondition } from '../../grammar/condition/parse-condition.js';
import { parseWords } from '../../grammar/words/parse-words.js';
import { parseArgv } from '../../src/app/argv.js';
import { type Loaded, loadSources } from '../../src/app/load.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { OfflineEngine } from '../../src/engine/offline-stream.js';
import type { Stream } from '../../src/model/stream.js';
import { Ipv4, type Value } from '../../src/model/value.js';
import { seeded } from '../fuzz/random.js';
import { hawserBin } from '../support/project.js';
import { installed } from './process.js';

const REQUEST = `GET /static/img/logo.png?id=42&lang=en HTTP/1.1\r
Host: www.example.com\r
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
Accept: text/html,application/xhtml+xml\r
Accept-Language: en-US,en;q=0.5\r
X-Forwarded-For: 203.0.113.7, 10.1.2.3\r
Cookie: sid=abc123; theme=dark\r
\r
`;

const CONDITIONS = [
  'path_beg /static /img /css /js',
  'path_end .png .jpg .gif .css .js',
  'path /login',
  'hdr(host) -i www.example.com example.com',
  'hdr_dom(host) -i example.com',
  'hdr_sub(user-agent) -i bot crawler spider',
  'src 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16',
  'method GET HEAD',
  'path_reg ^/static/.*\\.(png|jpg)$',
  'req.hdr_cnt(x-forwarded-for) gt 0',
  'req.cook(sid) -m found',
  'url_param(id) -m int 40:50',
];

const ENTRIES = 1_000_000;
const ROUNDS = 1_000_000;
const KEYS = 4096;

function load(lines: readonly string[]): Loaded {
  const text = `defaults\n mode http\n timeout client 1s\n timeout connect 1s\n timeout server 1s\nfrontend fe\n bind 127.0.0.1:80\n${lines.map((line) => ` ${line}\n`).join('')}`;
  const diagnostics = new Diagnostics();
  const loaded = loadSources([new SourceText('bench.cfg', text)], parseArgv([]), diagnostics);
  const alert = diagnostics.list.find(({ severity }) => severity === 'alert');
  if (alert !== undefined) throw new Error(alert.message);
  return loaded;
}

function streamOf(loaded: Loaded): Stream {
  const end = { address: '127.0.0.1', port: 80 };
  const stream = new OfflineEngine(loaded.plan).stream({
    proxy: 'fe',
    request: REQUEST,
    source: end,
    destination: end,
  });
  if (typeof stream === 'string') throw new Error(stream);
  return stream;
}

/** Nanoseconds per call, best of five. */
function nanoseconds(rounds: number, run: (round: number) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  let sink: unknown;
  for (let attempt = 0; attempt < 5; attempt++) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < rounds; round++) sink = run(round);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / rounds);
  }
  if (sink === Symbol.iterator) console.log(sink);
  return best;
}

function scopeOf(loaded: Loaded) {
  return loaded.scopeIn('fe', { use: 'fe-http-request', ruleset: 'http-request' })!;
}

function benchConditions(): void {
  const loaded = load([]);
  const stream = streamOf(loaded);
  const scope = scopeOf(loaded);
  console.log('conditions, ns per evaluation');
  for (const text of CONDITIONS) {
    const ast = parseCondition(parseWords(`if { ${text.replace('\\', '\\\\')} }`), new Diagnostics());
    const condition = ast && scope.compileCondition(ast);
    if (!condition) throw new Error(text);
    const cost = nanoseconds(ROUNDS, () => condition(stream));
    console.log(`  ${cost.toFixed(0).padStart(5)}  ${text}  (${condition(stream)})`);
  }
}

interface MapCase {
  readonly name: string;
  readonly converter: string;
  readonly key: (index: number) => string;
  readonly value: (key: string) => Value;
}

const ipText = (index: number): string =>
  `${10 + (index >> 20)}.${(index >> 12) & 255}.${(index >> 4) & 255}.${(index & 15) << 4}`;
const MAPS: readonly MapCase[] = [
  { name: 'exact', converter: 'map', key: (index) => `host-${index}.example.com`, value: (key) => key },
  { name: 'prefix', converter: 'map_beg', key: (index) => `/app/${index * 7}/`, value: (key) => `${key}page.html` },
  { name: 'ip', converter: 'map_ip', key: (index) => `${ipText(index)}/28`, value: toAddress },
];

function toAddress(key: string): Value {
  const octets = key.split('/')[0]!.split('.').map(Number);
  return new Ipv4(octets.reduce((sum, octet) => sum * 256 + octet, 0) + 5);
}

function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
}

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Wall time of a check of a configuration, seconds, best of two. */
function checkSeconds(command: readonly string[], file: string): number {
  const [name = '', ...args] = command;
  const run = () => {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(name, [...args, '-c', '-f', file], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${name} refuses ${file}`);
    return Number(process.hrtime.bigint() - start) / 1e9;
  };
  return Math.min(run(), run());
}

function benchMap({ name, converter, key, value }: MapCase, folder: string): void {
  const file = path.join(folder, `${name}.map`);
  fs.writeFileSync(
    file,
    `${Array.from({ length: ENTRIES }, (_, index) => `${key(index)} v${index % 1000}`).join('\n')}\n`,
  );
  const before = heldBytes();
  const start = process.hrtime.bigint();
  const rule = `http-request set-var(txn.v) var(txn.k),${converter}(${file})`;
  const loaded = load([rule]);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const bytes = (heldBytes() - before) / ENTRIES;
  const stream = streamOf(loaded);
  const words = parseWords(`var(txn.k),${converter}(${file})`);
  const expression = scopeOf(loaded).compileExpressionWords(words)!;
  const random = seeded(1);
  const keys = Array.from({ length: KEYS }, () => value(key(Math.floor(random() * ENTRIES))));
  const store = stream.vars('txn')!;
  const empty = nanoseconds(ROUNDS, (round) => store.set('k', keys[round & (KEYS - 1)]!));
  const cost = nanoseconds(ROUNDS, (round) => {
    store.set('k', keys[round & (KEYS - 1)]!);
    return expression.evaluate(stream);
  });
  store.set('k', keys[0]!);
  if (expression.evaluate(stream) === undefined) throw new Error(`nothing found in ${name}`);
  console.log(
    `  ${name.padEnd(7)} ${(cost - empty).toFixed(0).padStart(5)} ns per look-up, ${bytes.toFixed(0)} bytes per entry, loaded in ${seconds.toFixed(2)} s`,
  );
  compareLoading(rule, name, folder);
}

function compareLoading(rule: string, name: string, folder: string): void {
  if (!installed('haproxy')) return;
  const file = path.join(folder, `${name}.cfg`);
  fs.writeFileSync(
    file,
    `defaults\n mode http\n timeout client 1s\n timeout connect 1s\n timeout server 1s\nfrontend fe\n bind 127.0.0.1:18080\n ${rule}\n`,
  );
  const ours = checkSeconds([process.execPath, hawserBin], file);
  const theirs = checkSeconds(['haproxy'], file);
  console.log(
    `          -c of it: ${ours.toFixed(2)} s, haproxy ${theirs.toFixed(2)} s, ratio ${(ours / theirs).toFixed(2)}`,
  );
}

function benchRegexes(folder: string): void {
  const file = path.join(folder, 'regex.acl');
  fs.writeFileSync(file, `${Array.from({ length: 1000 }, (_, index) => `^/app-${index}/[a-z]+/\\d+$`).join('\n')}\n`);
  const loaded = load([]);
  const stream = streamOf(loaded);
  const ast = parseCondition(parseWords(`if { path -m reg -f ${file} }`), new Diagnostics());
  const condition = scopeOf(loaded).compileCondition(ast!)!;
  const cost = nanoseconds(20_000, () => condition(stream));
  console.log(
    `1,000 regular expressions of which none matches: ${(cost / 1000).toFixed(1)} us, ${(cost / 1000).toFixed(0)} ns each`,
  );
}

/** Runs all of it. @returns the exit status */
export function main(): number {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-bench-'));
  try {
    benchConditions();
    console.log(`maps of ${ENTRIES.toLocaleString('en')} entries`);
    for (const map of MAPS) benchMap(map, folder);
    benchRegexes(folder);
    return 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
