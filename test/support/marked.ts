/** Texts with a marked part: what a diagnostic has to underline. */
import assert from 'node:assert/strict';

/** A text without its marks, and where they stood. */
export interface Unmarked {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Takes the first pair of marks out of a text. */
export function unmark(marked: string, [open, close]: readonly [open: string, close: string]): Unmarked {
  const start = marked.indexOf(open);
  const end = marked.indexOf(close) - open.length;
  assert.ok(start >= 0 && end >= start, `no mark in ${marked}`);
  return { text: marked.replace(open, '').replace(close, ''), start, end };
}
