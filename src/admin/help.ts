/** `help` and the answer to unknown commands: lines of usage, those that are like what was typed if any are. */

import { editDistance } from '../catalog/derive/suggest.js';
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
    .map(({ usage, brief, support }) => {
      const absent = support === 'refused' ? ' (not supported)' : '';
      return `  ${usage.padEnd(USAGE_WIDTH)}: ${brief.replace(/\.$/, '')}${absent}\n`;
    })
    .join('');
}

function startsLike(row: CliEntry, words: readonly string[]): boolean {
  return words.every((word, index) => row.words[index]?.startsWith(word) ?? false);
}

/** How many rows are proposed that are only like the words. */
const NEAREST_MAX = 5;

/** Edits between what was typed and the nearest word, or the whole, of a row. */
function distanceTo(row: CliEntry, words: readonly string[]): number {
  const typed = words.join(' ');
  const wanted = row.words.slice(0, Math.max(words.length, 1)).join(' ');
  const nearest = words.length === 1 ? row.words : [wanted];
  return Math.min(...nearest.map((word) => editDistance(typed, word, DISTANCE_MAX)));
}

const DISTANCE_MAX = 64;

/** Rows that words may have meant: those that begin so, else the nearest of those whose first words are the same. */
function likeRows(rows: readonly CliEntry[], words: readonly string[]): readonly CliEntry[] {
  const begun = rows.filter((row) => startsLike(row, words));
  if (begun.length > 0) return begun;
  const first = rows.filter((row) => startsLike(row, words.slice(0, 1)));
  return (first.length > 0 ? first : rows)
    .map((row) => ({ row, distance: distanceTo(row, words) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NEAREST_MAX)
    .map(({ row }) => row);
}

function shownRows(rows: readonly CliEntry[], level: AdminLevel, modes: ReadonlySet<string>): readonly CliEntry[] {
  return rows.filter((row) => !row.hidden && isAllowed(level, row.level) && (!row.mode || modes.has(row.mode)));
}

function isLast(row: CliEntry): boolean {
  return LAST.includes(row.name);
}

/** Usage lines of what `words` may mean; of everything without words. `found` tells which. */
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
