/** What keeps a valid configuration from starting: lines of HAProxy's form on stderr. */
import { renderHaproxyLine } from '../diag/render-haproxy.js';
import { complain } from './report.js';

/** A problem with the place in the files that it comes from. */
export interface PlacedProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Prints problems that were found while starting. */
export function reportStartProblems(problems: readonly PlacedProblem[]): void {
  for (const { file, line, message } of problems) {
    const place = file === '' ? '' : `[${file}:${line}] : `;
    complain(`${renderHaproxyLine('alert', process.pid, `${place}${message}`)}\n`);
  }
}

/** Prints one sentence at a level. */
export function say(level: 'alert' | 'warning' | 'notice', text: string): void {
  complain(`${renderHaproxyLine(level, process.pid, text)}\n`);
}
