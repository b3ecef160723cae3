/**
 * Compares verdicts with the haproxy of this machine on variations of valid lines: each argument missing, one too many,
 * out of range or of a wrong type, each keyword in the wrong section. Lines are made from the rows of the catalog, so that
 * new words are varied without a change here. `bin/dev parity variations [--all] [--only=WORD]`; what differs between
 * Debian's 2.6 and 3.5 stands with its reason in fixtures/parity/variation-exceptions.json.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hawserCatalog } from '../../src/app/catalog.js';
import type { Entry } from '../../src/catalog/entry.js';
import { projectRoot } from '../support/project.js';
import { ourFindings } from './finding.js';
import { sampleOf, sampleOfUsage } from './sample-line.js';

/** A line in a section, with what was done to it. */
export interface Variation {
  readonly section: string;
  readonly line: string;
  readonly change: string;
}

export interface Disagreement extends Variation {
  readonly haproxy: string;
  readonly hawser: string;
}

interface Exception {
  /** Pattern of `section: line`. */
  readonly line: string;
  /** What haproxy says; absent = either. */
  readonly haproxy?: 'accepts' | 'refuses';
  readonly reason: string;
}

const SECTIONS = ['global', 'defaults', 'frontend', 'backend', 'listen'] as const;
const WRONG = ['abc', '-1', '99999999999999', '1.5', "''"];
const EXCEPTIONS = path.join(projectRoot, 'fixtures/parity/variation-exceptions.json');

/** Whether Debian's haproxy can know the word. */
function isOld({ since, support, deprecated }: Entry): boolean {
  const [major = 0, minor = 0] = since.split('.').map(Number);
  return (major < 2 || (major === 2 && minor <= 6)) && !(support === 'ignored' && deprecated);
}

/** Lines that should be right, by section. */
export function seeds(): readonly Variation[] {
  const catalog = hawserCatalog();
  const found: Variation[] = [];
  const add = (section: string, line: string | undefined) => line && found.push({ section, line, change: 'none' });
  for (const entry of [...catalog.all('directive'), ...catalog.all('option')].filter(isOld)) {
    const line = sampleOfUsage(entry.usage, entry.name, entry.kind);
    for (const section of SECTIONS) if (entry.sections.includes(section)) add(section, line);
  }
  for (const entry of catalog.all('bind-word').filter(isOld)) {
    add('frontend', `bind 127.0.0.1:18001 ${sampleOf(entry)}`);
  }
  for (const entry of catalog.all('server-word').filter(isOld))
    add('backend', `server v 127.0.0.1:18002 ${sampleOf(entry)}`);
  return found;
}

/** What can be wrong with a line. */
export function vary({ section, line }: Variation): readonly Variation[] {
  const words = line.split(' ');
  const at = (index: number, word: string | undefined) =>
    [...words.slice(0, index), ...(word === undefined ? [] : [word]), ...words.slice(index + 1)].join(' ');
  const args = words.map((_word, index) => index).slice(1);
  return [
    ...args.map((index) => ({ section, line: at(index, undefined), change: `without word ${index + 1}` })),
    ...args.flatMap((index) =>
      WRONG.map((word) => ({ section, line: at(index, word), change: `word ${index + 1} wrong` })),
    ),
    { section, line: `${line} surplus`, change: 'one word too many' },
    ...SECTIONS.filter((other) => other !== section).map((other) => ({
      section: other,
      line,
      change: 'other section',
    })),
  ];
}

const PARTS: Readonly<Record<(typeof SECTIONS)[number], string>> = {
  global: 'global',
  defaults: 'defaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 5s',
  frontend: 'frontend fe\n  bind 127.0.0.1:18010\n  default_backend be',
  backend: 'backend be\n  server s 127.0.0.1:18020',
  listen: 'listen li\n  bind 127.0.0.1:18030\n  server s 127.0.0.1:18021',
};

/** A whole file with the line at the end of its section. */
function fileOf({ section, line }: Variation): string {
  return SECTIONS.map((name) => `${PARTS[name]}\n${name === section ? `  ${line}\n` : ''}`).join('\n');
}

function judgeByHaproxy(file: string): string {
  const { status, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'latin1' });
  if (status === 0) return '';
  return stderr.split('\n').find((text) => text.includes('[ALERT]')) ?? `exit ${status}`;
}

async function judgeByHawser(file: string): Promise<string> {
  const alert = (await ourFindings(file)).find(({ severity }) => severity === 'alert');
  return alert ? `${alert.code}: ${alert.message}` : '';
}

/** Compares the verdicts on each; seeds that HAProxy refuses are not varied. */
export async function compare(list: readonly Variation[]): Promise<readonly Disagreement[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-variations-'));
  const file = path.join(folder, 'test.cfg');
  const found: Disagreement[] = [];
  for (const variation of list) {
    fs.writeFileSync(file, fileOf(variation), 'latin1');
    const haproxy = judgeByHaproxy(file);
    const hawser = await judgeByHawser(file);
    const isNewer = variation.change === 'none' && NEWER.test(haproxy);
    if ((haproxy === '') !== (hawser === '') && !isNewer) found.push({ ...variation, haproxy, hawser });
  }
  fs.rmSync(folder, { recursive: true, force: true });
  return found;
}

function knownExceptions(): readonly Exception[] {
  return JSON.parse(fs.readFileSync(EXCEPTIONS, 'utf8')) as readonly Exception[];
}

/** The first exception that covers a disagreement. */
function exceptionOf({ section, line, haproxy }: Disagreement, known: readonly Exception[]): Exception | undefined {
  const says = haproxy === '' ? 'accepts' : 'refuses';
  return known.find((item) => (item.haproxy ?? says) === says && new RegExp(item.line).test(`${section}: ${line}`));
}

/** Disagreements that are not known. */
export function unexplained(found: readonly Disagreement[]): readonly Disagreement[] {
  const known = knownExceptions();
  return found.filter((item) => exceptionOf(item, known) === undefined);
}

/** How often each reason was needed. */
function printReasons(found: readonly Disagreement[]): void {
  const known = knownExceptions();
  const counts = new Map(known.map((item) => [item, 0]));
  for (const item of found) {
    const exception = exceptionOf(item, known);
    if (exception) counts.set(exception, (counts.get(exception) ?? 0) + 1);
  }
  for (const [{ line, reason }, count] of counts) console.log(`${count} times: ${reason} (${line})`);
}

/** Whether there is a haproxy to compare with. */
export function hasHaproxy(): boolean {
  return spawnSync('haproxy', ['-v']).status === 0;
}

/** Every n-th of the variations, so that about `count` are left. */
export function choose(list: readonly Variation[], count: number): readonly Variation[] {
  const step = Math.max(1, Math.floor(list.length / count));
  return list.filter((_item, index) => index % step === 0);
}

/** Words that this haproxy does not know, being older than the language of the catalog. */
const NEWER = /unknown keyword|unknown option|unknown argument/;

/** Those of the lines that haproxy accepts: only these are worth varying. */
export function acceptedSeeds(lines: readonly Variation[] = seeds()): readonly Variation[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-variations-'));
  const file = path.join(folder, 'test.cfg');
  const accepted = lines.filter((seed) => {
    fs.writeFileSync(file, fileOf(seed), 'latin1');
    return judgeByHaproxy(file) === '';
  });
  fs.rmSync(folder, { recursive: true, force: true });
  return accepted;
}

/** All variations of lines, without doubles. */
export function allVariations(lines: readonly Variation[]): readonly Variation[] {
  const byText = new Map<string, Variation>();
  for (const seed of lines) for (const item of [seed, ...vary(seed)]) byText.set(`${item.section}: ${item.line}`, item);
  return [...byText.values()];
}

/** Prints what both say where they differ. @returns 0 if every difference is known */
export async function main(args: readonly string[]): Promise<number> {
  if (!hasHaproxy()) {
    console.log('there is no haproxy on this machine: nothing was compared');
    return 0;
  }
  const only = args.find((word) => word.startsWith('--only='))?.slice(7);
  const all = args.includes('--seeds') ? seeds() : allVariations(acceptedSeeds());
  const wanted = only === undefined ? all : all.filter(({ line }) => line.includes(only));
  const list = args.includes('--all') || only !== undefined ? wanted : choose(wanted, 200);
  const found = await compare(list);
  const left = unexplained(found);
  for (const { section, line, change, haproxy, hawser } of left) {
    console.log(
      `${section}: ${line}  [${change}]\n    haproxy: ${haproxy || 'accepted'}\n    hawser:  ${hawser || 'accepted'}`,
    );
  }
  if (args.includes('--all')) printReasons(found);
  const share = (((list.length - found.length) * 100) / Math.max(1, list.length)).toFixed(1);
  console.log(`${share} % of ${list.length} agree, ${found.length - left.length} explained, ${left.length} left`);
  return left.length > 0 ? 1 : 0;
}
