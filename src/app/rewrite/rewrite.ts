/** What tools that rewrite files share: read, rewrite, and print, compare or replace. */
import fs from 'node:fs';
import path from 'node:path';
import { renderUnifiedDiff } from '../../base/unified-diff.js';
import { Diagnostics } from '../../diag/diagnostic.js';
import { renderPretty } from '../../diag/render-pretty.js';
import { SourceText } from '../../diag/source-text.js';
import { UsageError } from '../option-table.js';
import { parseRewriteArgv, type RewriteOptions } from './rewrite-argv.js';

/** A file that was read, and what is said about it. */
export interface ReadFile {
  readonly file: string;
  readonly source: SourceText;
  readonly diagnostics: Diagnostics;
}

/** A tool that makes new texts of texts, and reports what it has to say. */
export interface Rewriter {
  readonly name: string;
  readonly help: string;
  /** All files of a command line, for tools that need to see them together. */
  readonly rewrite: (files: readonly ReadFile[]) => readonly string[];
  /** The exit status that diagnostics of a file ask for. */
  readonly statusOf: (diagnostics: Diagnostics) => number;
}

/** Exit status: the file is wrong, cannot be read or written, or the words make no sense. */
export const FAILED = 2;

/** Exit status: `--check` found something to do, or a person is needed. */
export const UNFINISHED = 1;

/** Runs a tool over the files of a command line; @returns the worst exit status */
export function runRewriter(tool: Rewriter, argv: readonly string[]): number {
  try {
    const options = parseRewriteArgv(argv, tool.name);
    if (options.help) process.stdout.write(tool.help);
    return options.help ? 0 : rewriteFiles(tool, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`hawser: ${error.message}\nTry 'hawser ${tool.name} --help'.\n`);
    return FAILED;
  }
}

function rewriteFiles(tool: Rewriter, options: RewriteOptions): number {
  const files = options.files.flatMap((file) => readFile(file) ?? []);
  const results = tool.rewrite(files);
  const statuses = files.map((file, index) => finishFile(tool, file, results[index]!, options));
  return Math.max(files.length < options.files.length ? FAILED : 0, ...statuses);
}

function readFile(file: string): ReadFile | undefined {
  const name = file === '-' ? '<stdin>' : Buffer.from(file, 'utf8').toString('latin1');
  const text = attempt(file, () => fs.readFileSync(file === '-' ? 0 : file, 'latin1'));
  return text === undefined ? undefined : { file, source: new SourceText(name, text), diagnostics: new Diagnostics() };
}

function finishFile(
  tool: Rewriter,
  { file, source, diagnostics }: ReadFile,
  result: string,
  options: RewriteOptions,
): number {
  for (const diagnostic of diagnostics.list) {
    process.stderr.write(`${renderPretty(diagnostic, { color: process.stderr.isTTY === true })}\n`);
  }
  const status = tool.statusOf(diagnostics);
  return Math.max(status, status === FAILED ? FAILED : deliver(file, source.text, result, options));
}

function deliver(file: string, text: string, result: string, { check, diff, write }: RewriteOptions): number {
  const isChanged = text !== result;
  const name = file === '-' ? '<stdin>' : file;
  if (diff) print(renderUnifiedDiff(text, result, Buffer.from(name, 'utf8').toString('latin1')));
  if (write && isChanged && attempt(file, () => replaceFile(file, result) ?? true) === undefined) return FAILED;
  if (check && isChanged && !diff) process.stdout.write(`${name}\n`);
  if (!check && !diff && !write) print(result);
  return check && isChanged ? UNFINISHED : 0;
}

function print(carrier: string): void {
  process.stdout.write(Buffer.from(carrier, 'latin1'));
}

/** The new text takes the place of the old one at once, behind links and with its rights. */
function replaceFile(file: string, carrier: string): void {
  const target = fs.realpathSync(file);
  const { mode, uid, gid } = fs.statSync(target);
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}`);
  try {
    fs.writeFileSync(draft, carrier, { encoding: 'latin1', mode, flag: 'wx' });
    fs.chmodSync(draft, mode);
    if (uid !== process.getuid?.()) fs.chownSync(draft, uid, gid);
    fs.renameSync(draft, target);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

/** Runs what may fail because of the file; undefined after it said why. */
function attempt<T>(file: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    process.stderr.write(`hawser: ${file}: ${message}\n`);
    return undefined;
  }
}
