/**
 * Compares what Hawser says about a folder of configurations with what HAProxy said: verdicts, lines of errors, lines and
 * kinds of warnings. `bin/dev parity corpus DIR`, where DIR holds `cfg/*.cfg` and `verdicts.json`. Disagreements that
 * are meant stand, with their reason, in fixtures/parity/corpus-exceptions.json.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../support/project.js';
import { type Finding, kindOf, ourFindings, subjectOf } from './finding.js';
import { percent, Tally } from './tally.js';

const ORACLE = 'haproxy-3.5-dev5';
const EXCEPTIONS = path.join(projectRoot, 'fixtures/parity/corpus-exceptions.json');

interface Recorded {
  readonly level: string;
  readonly line?: number;
  readonly message: string;
  readonly class: 'config' | 'environment';
  readonly cause: string;
}

interface Answer {
  readonly exit: number;
  readonly verdict: string;
  readonly verdictWithFilesPresent: string;
  readonly diagnostics: readonly Recorded[];
}

interface Verdict {
  readonly file: string;
  readonly [ORACLE]: Answer;
}

/** A disagreement that stands, by what the tool prints of it without numbers of other lines. */
interface Exception {
  /** `*` = any file. */
  readonly file: string;
  /** `verdict`, `present`, `error`, `extra`, `warning`, `extra-warning`. */
  readonly what: string;
  /** Line or subject; absent for verdicts. `*` = every one. */
  readonly at?: string;
  /** Pattern of the message, for what is the same in many files. */
  readonly message?: string;
  readonly reason: string;
}

const COUNTED = ['verdict', 'present', 'error', 'extra', 'warning', 'extra-warning'] as const;
type What = (typeof COUNTED)[number];

interface Comparison {
  /** Reports an item that was compared. */
  readonly note: (what: What, at: string, agrees: boolean, detail: string) => void;
}

function isSummary({ cause }: Recorded): boolean {
  return cause === 'summary';
}

function recordedErrors({ diagnostics }: Answer): readonly Recorded[] {
  return diagnostics.filter((found) => found.level === 'ALERT' && !isSummary(found) && found.line !== undefined);
}

/** Errors that HAProxy finds after all lines were read. */
const LATE = /could not resolve address|unable to find table/;

/** Errors that end the reading before any section is looked at, or at once. */
const ENDS_READING =
  /Missing LF|unmatched quote|was removed in version|negation\/default|too many fatal|too many words/;

/** Whether HAProxy may not have seen a line. */
function isUnseen(errors: readonly Recorded[], line: number | undefined): boolean {
  if (errors.some(({ message }) => ENDS_READING.test(message))) return true;
  if (errors.some((error) => error.line === line)) return true;
  const early = errors.filter(({ message }) => !LATE.test(message));
  const last = early.length > 0 ? Math.max(...early.map((error) => error.line ?? 0)) : Number.POSITIVE_INFINITY;
  return line !== undefined && line > last;
}

/** Names between quotes that both messages give, for problems that HAProxy tells without a line. */
function namesIn(message: string): string {
  return [...message.matchAll(/'([^']*)'/g)]
    .slice(0, 2)
    .map(([, name]) => name)
    .join(' ');
}

function compareVerdicts(answer: Answer, ours: readonly Finding[], { note }: Comparison): void {
  const alerts = ours.filter(({ severity }) => severity === 'alert');
  const rejected = answer.exit !== 0;
  note('verdict', '', rejected === alerts.length > 0, `HAProxy ${answer.verdict}, Hawser ${alerts.length} alerts`);
  const config = alerts.filter(({ environment }) => !environment);
  const wanted = answer.verdictWithFilesPresent;
  if (wanted === 'rejected-environment') return;
  const first = config[0] ? ` (${config[0].line}: ${config[0].message})` : '';
  note(
    'present',
    '',
    (wanted !== 'accepted') === config.length > 0,
    `HAProxy ${wanted}, Hawser ${config.length}${first}`,
  );
}

function compareErrors(answer: Answer, ours: readonly Finding[], { note }: Comparison): void {
  const alerts = ours.filter(({ severity }) => severity === 'alert');
  const lines = new Set(alerts.map(({ line }) => line));
  const theirs = recordedErrors(answer);
  const seen = new Set<number>();
  for (const { line, message, cause } of theirs) {
    if (line === undefined || seen.has(line)) continue;
    seen.add(line);
    note('error', String(line), lines.has(line), cause.includes('cascade') ? `(${cause}) ${message}` : message);
  }
  const named = new Set(alerts.map(({ message }) => namesIn(message)));
  const bare = answer.diagnostics.filter((it) => it.level === 'ALERT' && !isSummary(it) && it.line === undefined);
  for (const { message } of bare) note('error', namesIn(message), named.has(namesIn(message)), message);
  const known = new Set(bare.map(({ message }) => namesIn(message)));
  for (const { line, message, late } of alerts) {
    if (line === undefined || seen.has(line) || known.has(namesIn(message))) continue;
    seen.add(line);
    // HAProxy checks references only in files without fatal errors, and reads nothing behind a rule it cannot read.
    if ((late && theirs.length > 0) || isUnseen(theirs, line)) continue;
    note('extra', String(line), false, message);
  }
}

function compareWarnings(answer: Answer, ours: readonly Finding[], { note }: Comparison): void {
  const all = ours.filter(({ severity, own }) => severity === 'warning' && !own);
  const keys = new Set(all.map(({ key }) => key));
  // As those of HAProxy: what the machine lacks is no matter of the file.
  const warnings = all.filter(({ environment }) => !environment);
  const theirs = answer.diagnostics.filter(({ level, class: kind }) => level === 'WARNING' && kind === 'config');
  const wanted = new Set<string>();
  for (const { line, message } of theirs) {
    const key = `${kindOf(message)} ${line ?? subjectOf(message)}`;
    if (wanted.has(key)) continue;
    wanted.add(key);
    note('warning', key, keys.has(key), message.split('\n')[0] ?? '');
  }
  const errors = recordedErrors(answer);
  for (const { key, line, message, late } of warnings) {
    if (wanted.has(key)) continue;
    wanted.add(key);
    if (errors.length > 0 && (late || isUnseen(errors, line))) continue;
    note('extra-warning', key, false, message);
  }
}

function covers(
  item: Exception,
  found: { readonly file: string; readonly what: string; readonly at: string; readonly detail: string },
): boolean {
  if (item.what !== found.what || (item.file !== '*' && item.file !== found.file)) return false;
  if (item.at !== undefined && item.at !== '*' && item.at !== found.at) return false;
  return item.message === undefined || new RegExp(item.message).test(found.detail);
}

function readExceptions(): readonly Exception[] {
  return fs.existsSync(EXCEPTIONS) ? (JSON.parse(fs.readFileSync(EXCEPTIONS, 'utf8')) as Exception[]) : [];
}

/** Compares every file of the folder and prints the figures. @returns 0 if nothing unexplained is left */
export async function main(args: readonly string[]): Promise<number> {
  const verbose = args.includes('-v');
  const folder = path.resolve(args.find((word) => !word.startsWith('-')) ?? 'corpus');
  const verdicts = JSON.parse(fs.readFileSync(path.join(folder, 'verdicts.json'), 'utf8')) as Verdict[];
  const only = args.find((word) => word.startsWith('--only='))?.slice(7);
  const exceptions = readExceptions();
  const tally = new Tally<What>(COUNTED);
  const used = new Set<Exception>();
  const causes = new Map<string, number>();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-parity-'));
  process.chdir(home);
  for (const { file, [ORACLE]: answer } of verdicts) {
    if (only !== undefined && !file.includes(only)) continue;
    fs.copyFileSync(path.join(folder, 'cfg', file), path.join(home, file));
    const ours = await ourFindings(file);
    const note = (what: What, at: string, agrees: boolean, detail: string) => {
      const known = exceptions.find((item) => covers(item, { file, what, at, detail }));
      if (!agrees && known) causes.set(known.reason, (causes.get(known.reason) ?? 0) + 1);
      if (!agrees && known) used.add(known);
      tally.count(what, agrees, known !== undefined);
      if (!agrees && (!known || verbose))
        console.log(`${file} ${what} ${at}: ${detail}${known ? ` [${known.reason}]` : ''}`);
    };
    compareVerdicts(answer, ours, { note });
    compareErrors(answer, ours, { note });
    compareWarnings(answer, ours, { note });
    fs.rmSync(path.join(home, file));
  }
  fs.rmSync(home, { recursive: true, force: true });
  for (const item of exceptions)
    if (!used.has(item) && only === undefined) console.log(`exception not needed: ${JSON.stringify(item)}`);
  for (const [reason, count] of causes) console.log(`${count} times: ${reason}`);
  for (const what of COUNTED) console.log(`${what.padEnd(14)} ${percent(tally, what)}`);
  return tally.unexplained > 0 ? 1 : 0;
}
