/**
 * Migrates every configuration of a folder that speaks the language of an old version, and asks Hawser and the haproxy of
 * this machine what they think of the result: `bin/dev parity migrate DIR`, where DIR holds `cfg/*.cfg`. What a result has
 * that the file had before in other words is no matter of the migration: errors count that speak of removed words, or that
 * were not there before.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hawserCatalog } from '../../src/app/catalog.js';
import { checkSources } from '../../src/app/check/check-files.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { migrateConfigs } from '../../src/migrate/migrate-config.js';

interface Judgement {
  /** Messages without places. */
  readonly errors: readonly string[];
}

const HERMETIC = { files: true, dns: true, fds: true };

/** Frontends that shared the name of a backend are called otherwise, and lines have other numbers. */
function withoutNewNames(message: string): string {
  return message.replace(/'([^']*)-in'/g, "'$1'").replace(/(declared at [^ ]*:)\d+/g, '$1');
}

async function ours(name: string, text: string, legacy: boolean): Promise<Judgement> {
  const input = { assume: HERMETIC, lint: false, project: '', legacy };
  const { shown } = await checkSources([new SourceText(name, text)], input, new Diagnostics('check'));
  const alerts = shown.filter(({ severity }) => severity === 'alert');
  return { errors: alerts.map(({ code, message }) => withoutNewNames(`${code} ${message}`)) };
}

/** What depends on files, hosts and accounts of the machine. */
const ENVIRONMENT =
  /Error\(s\) found|Fatal errors found|No such file|could not resolve|unable to (?:stat|load)|cannot (?:open|find)|error opening file|failed to (?:open|init)|unknown (?:group|user) name|unknown service name|'program' section without|invalid address: '[a-z]/i;

function theirs(folder: string, text: string): Judgement {
  const file = path.join(folder, 'x.cfg');
  fs.writeFileSync(file, text, 'latin1');
  const { stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'latin1', maxBuffer: 1 << 28 });
  const lines = stderr.split('\n').filter((line) => line.includes('[ALERT]') && !ENVIRONMENT.test(line));
  return {
    errors: lines.map((line) => withoutNewNames(line.replace(/^.*?config : /, '').replace(/\[[^\]]*:\d+\]/, ''))),
  };
}

const REMOVED = /keyword\/removed|not supported any ?more|was removed|is no longer supported/;

/** Errors that are about old words, or that the migration made. */
function atFault(before: Judgement, after: Judgement): readonly string[] {
  const known = new Set(before.errors);
  return after.errors.filter((error) => REMOVED.test(error) || !known.has(error));
}

/** Runs the tool; @returns the exit status */
export async function main([folder = '.']: readonly string[]): Promise<number> {
  const catalog = hawserCatalog();
  const isSection = (word: string): boolean => catalog.find('section', word) !== undefined;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-migrate-'));
  const hasHaproxy = spawnSync('haproxy', ['-v']).status === 0;
  const count = { files: 0, old: 0, person: 0, hawser: 0, legacy: 0, haproxy: 0 };
  for (const name of fs.readdirSync(path.join(folder, 'cfg')).sort()) {
    const text = fs.readFileSync(path.join(folder, 'cfg', name), 'latin1');
    const { text: modern, changes } = migrateConfigs([text], isSection)[0]!;
    count.files++;
    if (changes.length === 0) continue;
    count.old++;
    if (changes.some(({ person }) => person !== undefined)) count.person++;
    const before = await ours(name, text, false);
    const after = await ours(name, modern, false);
    const faults = atFault(before, after);
    const inMemory = await ours(name, text, true);
    const isSame = inMemory.errors.join('\n') === after.errors.join('\n');
    const others = hasHaproxy ? atFault(theirs(scratch, text), theirs(scratch, modern)) : [];
    if (faults.length === 0) count.hawser++;
    if (isSame) count.legacy++;
    if (others.length === 0) count.haproxy++;
    for (const fault of faults.slice(0, 5)) console.log(`${name}: hawser: ${fault}`);
    for (const fault of others.slice(0, 5)) console.log(`${name}: haproxy: ${fault}`);
    if (!isSame) console.log(`${name}: --legacy says something else`);
  }
  fs.rmSync(scratch, { recursive: true });
  const of = (part: number): string => `${part} of ${count.old}`;
  console.log(`${count.files} files, ${count.old} with old words, ${count.person} of them with lines for a person`);
  console.log(
    `no fault of the migration: Hawser ${of(count.hawser)}, haproxy ${hasHaproxy ? of(count.haproxy) : 'skipped'}`,
  );
  console.log(`--legacy says the same as the migrated file: ${of(count.legacy)}`);
  return count.hawser === count.old && count.legacy === count.old ? 0 : 1;
}
