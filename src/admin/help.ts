/** `help` and the answer to unknown commands: lines of usage, those that are like what was typed if any are. */

import { suggest } from '../catalog/derive/suggest.js';
import type { CliEntry } from '../catalog/entry.js';
import type { AdminLevel } from '../model/admin-request.js';
import { isAllowed } from './find-command.js';

/** Column of the colon. */
const USAGE_WIDTH = 40;

/** Always listed, behind all others: they are the way out. */
const LAST = ['help', 'prompt', 'quit'];

function byUsage(a: CliEntry, b: CliEntry): number {
  const rank = LAST.indexOf(a.name) - LAST.indexOf(b.name);
  return rank !== 0 ? rank : a.name < b.name ? -1 : 1;
}

function renderLines(rows: readonly CliEntry[]): string {
  return [...rows]
    .sort(byUsage)
    .map(({ usage, brief }) => `  ${usage.padEnd(USAGE_WIDTH)}: ${brief.replace(/\.$/, '')}\n`)
    .join('');
}

function startsLike(row: CliEntry, words: readonly string[]): boolean {
  return words.every((word, index) => row.words[index]?.startsWith(word) ?? false);
}

/** Rows that words may have meant: by their beginnings, else one word of which is nearly the same. */
function likeRows(rows: readonly CliEntry[], words: readonly string[]): readonly CliEntry[] {
  for (let count = words.length; count > 0; count--) {
    const begun = rows.filter((row) => startsLike(row, words.slice(0, count)));
    if (begun.length > 0) return begun;
  }
  const known = new Set(rows.flatMap((row) => row.words));
  const near = words.map((word) => suggest(word, known));
  return rows.filter((row) => near.some((word) => word !== undefined && row.words.includes(word)));
}

function shownRows(rows: readonly CliEntry[], level: AdminLevel, modes: ReadonlySet<string>): readonly CliEntry[] {
  return rows.filter((row) => !row.hidden && isAllowed(level, row.level) && (!row.mode || modes.has(row.mode)));
}

function isLast(row: CliEntry): boolean {
  return LAST.includes(row.name);
}

/** Usage lines of what `words` may mean, of everything if that is nothing. `found` tells which. */
function describeRows(rows: readonly CliEntry[], words: readonly string[]): { text: string; found: boolean } {
  const like = words.length === 0 ? [] : likeRows(rows, words);
  if (like.length === 0) return { text: renderLines(rows), found: false };
  return { text: renderLines(rows.filter((row) => like.includes(row) || isLast(row))), found: true };
}

/** The text of `help [words]`. */
export function renderHelp(
  rows: readonly CliEntry[],
  level: AdminLevel,
  modes: ReadonlySet<string>,
  words: readonly string[],
): string {
  return `The following commands are valid at this level:\n${describeRows(shownRows(rows, level, modes), words).text}`;
}

/** The answer to a command that is not known. */
export function renderUnknown(
  rows: readonly CliEntry[],
  level: AdminLevel,
  modes: ReadonlySet<string>,
  words: readonly string[],
): string {
  const { text, found } = describeRows(shownRows(rows, level, modes), words);
  const advice = found
    ? ', but maybe one of the following ones is a better match:'
    : '. Please enter one of the following commands only:';
  return `Unknown command: '${words.join(' ')}'${advice}\n${text}`;
}
