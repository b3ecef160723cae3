/** `hawser check`: everything about configurations in one run, for people, editors and CI. */
import fs from 'node:fs';
import type { Diagnostic, Severity } from '../diag/diagnostic.js';
import { CHECK_HELP, type CheckOptions, parseCheckArgv } from './check/check-argv.js';
import { type Checked, checkFiles } from './check/check-files.js';
import { type CheckReport, renderCheck } from './check/render-check.js';
import { expectShortLife } from './check/short-life.js';
import { UsageError } from './option-table.js';

const RANK: Readonly<Record<Severity, number>> = { alert: 3, warning: 2, notice: 1, diag: 0 };

function usesColor({ color, output, format }: CheckOptions): boolean {
  if (format !== 'pretty' || color === 'never') return false;
  if (color === 'always') return true;
  return output === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR;
}

function reportOf(results: readonly Checked[], options: CheckOptions): CheckReport {
  const all = results.flatMap(({ shown }) => shown);
  const counts: Record<Severity, number> = { alert: 0, warning: 0, notice: 0, diag: 0 };
  for (const { severity } of all) counts[severity]++;
  const visible = all.filter(({ severity }) => RANK[severity] >= RANK[options.severity]);
  const list = visible.slice(0, options.maxProblems);
  const { deny } = options;
  return {
    list,
    counts,
    ignored: results.reduce((sum, { ignored }) => sum + ignored, 0),
    left: visible.length - list.length,
    files: [...new Set(results.flatMap(({ files }) => files))],
    unread: new Set(results.flatMap(({ unread }) => unread)),
    fails: ({ severity, code }: Diagnostic) => severity === 'alert' || deny.has(severity) || deny.has(code),
    color: usesColor(options),
  };
}

async function checkAll(options: CheckOptions): Promise<Checked[]> {
  const groups = options.each ? options.files.map((file) => [file]) : [options.files];
  const results: Checked[] = [];
  for (const group of groups) results.push(await checkFiles(group, options));
  return results;
}

function print(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    fs.writeFileSync(output, text);
  } catch (error) {
    throw new UsageError(`cannot write '${output}': ${(error as Error).message}`);
  }
}

/** Runs with the words behind `check`. @returns 0 without problems, 1 with some, 2 if the command line is wrong */
export async function runCheck(argv: readonly string[]): Promise<number> {
  try {
    const options = parseCheckArgv(argv);
    if (options.help) {
      process.stdout.write(CHECK_HELP);
      return 0;
    }
    expectShortLife(options.files);
    const results = await checkAll(options);
    const report = reportOf(results, options);
    const text = renderCheck(options.format, report);
    print(text, options.output);
    return results.some(({ shown }) => shown.some(report.fails)) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`hawser check: ${error.message}\nTry 'hawser check --help'.\n`);
    return 2;
  }
}
