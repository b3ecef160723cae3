/** The result of a check in one of the formats. Text, not a carrier, but for the format of HAProxy. */
import type { Diagnostic, Severity } from '../../diag/diagnostic.js';
import { renderGithub } from '../../diag/render-github.js';
import { renderHaproxyWithRemedy } from '../../diag/render-haproxy.js';
import { toJson } from '../../diag/render-json.js';
import { renderJunit } from '../../diag/render-junit.js';
import { renderPretty } from '../../diag/render-pretty.js';
import { renderSarif } from '../../diag/render-sarif.js';
import { decodeUtf8 } from '../../diag/utf8.js';
import { VERSION } from '../version.js';
import type { CheckFormat } from './check-argv.js';

/** What is printed. */
export interface CheckReport {
  /** What is shown, in order. */
  readonly list: readonly Diagnostic[];
  /** All problems by level, shown or not. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly ignored: number;
  /** Problems beyond --max-problems. */
  readonly left: number;
  readonly files: readonly string[];
  /** Files that cannot be read. */
  readonly unread: ReadonlySet<string>;
  readonly fails: (diagnostic: Diagnostic) => boolean;
  readonly color: boolean;
}

const NOUNS: Readonly<Record<Severity, string>> = {
  alert: 'error',
  warning: 'warning',
  notice: 'notice',
  diag: 'hint',
};

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2 errors, 1 warning in haproxy.cfg`. */
function summary({ counts, files, ignored, left }: CheckReport): string {
  const levels = (['alert', 'warning', 'notice'] as const).filter((level) => counts[level] > 0);
  const found = levels.map((level) => plural(counts[level], NOUNS[level])).join(', ') || 'no problems';
  const where = files.length === 1 ? decodeUtf8(files[0]!) : plural(files.length, 'file');
  const more = left > 0 ? `, ${left} of them not shown` : '';
  const hidden = ignored > 0 ? ` (${ignored} ignored)` : '';
  return `${found}${more} in ${where}${hidden}\n`;
}

function renderHaproxyText({ list }: CheckReport): string {
  return list.map((found) => decodeUtf8(`${renderHaproxyWithRemedy(found, process.pid)}\n`)).join('');
}

function renderJsonText({ list, counts, ignored, left, files }: CheckReport): string {
  const data = {
    version: 1,
    files: files.map(decodeUtf8),
    problems: list.map(toJson),
    summary: { ...counts, ignored, notShown: left },
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** Renders a report. */
export function renderCheck(format: CheckFormat, report: CheckReport): string {
  const { list, files, unread, fails, color } = report;
  switch (format) {
    case 'pretty':
      return list.map((found) => `${renderPretty(found, { color })}\n\n`).join('') + summary(report);
    case 'haproxy':
      return renderHaproxyText(report);
    case 'json':
      return renderJsonText(report);
    case 'sarif':
      return renderSarif(list, { name: 'Hawser', version: VERSION });
    case 'github':
      return list.map((found) => `${renderGithub(found)}\n`).join('');
    case 'junit':
      return renderJunit(list, { files: files.filter((file) => !unread.has(file)), fails });
  }
}
