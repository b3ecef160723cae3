/** Words of `hawser check`: typed options out. Pure: nothing is read or printed here. */
import { CODES, type DiagnosticCode } from '../../diag/code.js';
import type { Severity } from '../../diag/diagnostic.js';
import { applyOption, type OptionTable, UsageError } from '../option-table.js';

const FORMATS = ['pretty', 'haproxy', 'json', 'sarif', 'github', 'junit'] as const;

/** How problems are printed. */
export type CheckFormat = (typeof FORMATS)[number];

/** What is not looked at on this machine. */
export interface Assumptions {
  files: boolean;
  dns: boolean;
  fds: boolean;
}

export interface CheckOptions {
  files: string[];
  format: CheckFormat;
  /** The least level that is shown. */
  severity: Severity;
  /** Levels and codes that fail the check beside alerts. */
  deny: Set<string>;
  maxProblems: number;
  assume: Assumptions;
  /** Checks every file for itself. */
  each: boolean;
  lint: boolean;
  /** Lines of old versions are read as modern ones. */
  legacy: boolean;
  /** Undefined: `.hawser.json` if there is one; empty: none. */
  project: string | undefined;
  output: string | undefined;
  color: 'auto' | 'always' | 'never';
  help: boolean;
}

export const CHECK_HELP = `Usage: hawser check [options] [--] FILE...

Says everything about configurations that HAProxy says, and more, in one run. Several files are one configuration, as
with several -f; a folder stands for its *.cfg, '-' for the standard input.

  --format FORMAT     ${FORMATS.join(', ')} (default: pretty)
  --output FILE       write there instead of to the standard output
  --severity LEVEL    least level that is shown: alert, warning, notice (default), diag
  --deny WHAT         fail for these too: warnings, notices, or a code; may be repeated
  --max-problems N    show N problems at most; all of them count
  --no-lint           leave out the lint rules (lint/...)
  --legacy            read lines of old versions as the modern ones that replace them
  --each              check every file for itself
  --assume-files      files, users and groups that are not here are taken as good
  --assume-dns        names of hosts are not resolved
  --assume-fds        inherited descriptors are taken as open
  --hermetic          all three: check without the machine that will run the configuration
  --project FILE      file with ignores (default: .hawser.json of the current folder); --no-project for none
  --color WHEN        auto (default: on a terminal, unless NO_COLOR is set), always, never

A comment "# hawser: ignore=CODE[,CODE]" at the end of a line, or on the line before, hides problems of these codes
there. "hawser explain-code CODE" says more about a code.

Exit status: 0 no problem, 1 problems (alerts, and what --deny names), 2 the command line is wrong.
`;

const LEVELS: Readonly<Record<string, Severity>> = {
  alert: 'alert',
  error: 'alert',
  warning: 'warning',
  notice: 'notice',
  diag: 'diag',
};

function defaults(): CheckOptions {
  return {
    files: [],
    format: 'pretty',
    severity: 'notice',
    deny: new Set(),
    maxProblems: Number.POSITIVE_INFINITY,
    assume: { files: false, dns: false, fds: false },
    each: false,
    lint: true,
    legacy: false,
    project: undefined,
    output: undefined,
    color: 'auto',
    help: false,
  };
}

const TABLE: OptionTable<CheckOptions> = {
  switches: {
    '--assume-files': (o) => (o.assume.files = true),
    '--assume-dns': (o) => (o.assume.dns = true),
    '-dr': (o) => (o.assume.dns = true),
    '--assume-fds': (o) => (o.assume.fds = true),
    '--hermetic': (o) => (o.assume = { files: true, dns: true, fds: true }),
    '--each': (o) => (o.each = true),
    '--legacy': (o) => (o.legacy = true),
    '--no-lint': (o) => (o.lint = false),
    '--no-project': (o) => (o.project = ''),
    '--help': (o) => (o.help = true),
    '-h': (o) => (o.help = true),
  },
  values: {
    '-f': (o, value) => o.files.push(value),
    '--format': (o, value) => (o.format = oneOf('--format', value, FORMATS)),
    '--output': (o, value) => (o.output = value),
    '--severity': (o, value) => (o.severity = levelOf(value)),
    '--deny': (o, value) => o.deny.add(denied(value)),
    '--max-problems': (o, value) => (o.maxProblems = count('--max-problems', value)),
    '--project': (o, value) => (o.project = value),
    '--color': (o, value) => (o.color = oneOf('--color', value, ['auto', 'always', 'never'] as const)),
  },
};

function oneOf<const T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined) throw new UsageError(`${name} is one of ${known.join(', ')}, not '${value}'`);
  return found;
}

function levelOf(value: string): Severity {
  const level = Object.hasOwn(LEVELS, value) ? LEVELS[value] : undefined;
  if (!level) throw new UsageError(`--severity is one of ${Object.keys(LEVELS).join(', ')}, not '${value}'`);
  return level;
}

function denied(value: string): string {
  const level = value.replace(/s$/, '');
  if (level === 'warning' || level === 'notice') return level;
  if (Object.hasOwn(CODES, value)) return value as DiagnosticCode;
  throw new UsageError(`--deny is warnings, notices or a code, not '${value}'`);
}

function count(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new UsageError(`${name} expects a number above 0, not '${value}'`);
  return Number(value);
}

/**
 * Parses the words behind `check`.
 * @throws UsageError with one line that names the word
 */
export function parseCheckArgv(argv: readonly string[]): CheckOptions {
  const options = defaults();
  const words = argv.flatMap((word) => (/^--[\w-]+=/.test(word) ? splitOnce(word) : [word]));
  while (words.length > 0) {
    const word = words.shift()!;
    if (applyOption(TABLE, word, words, options)) continue;
    if (word === '--') options.files.push(...words.splice(0));
    else if (word.startsWith('-') && word !== '-') throw new UsageError(`unknown option '${word}'`);
    else options.files.push(word);
  }
  if (options.files.length === 0 && !options.help) throw new UsageError('no file to check');
  return options;
}

function splitOnce(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}
