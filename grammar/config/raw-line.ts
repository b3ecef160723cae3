/** Text -> lines with the raw spelling of their words, for tools that rewrite files: nothing is decoded or left out. */
import { Comment, LineFeed, MAX_LINE_BYTES, OpenQuote, tokenizeLines } from '../words/tokens.js';

/** A word as it is written, quotes and escapes included. Offsets count in the text. */
export interface RawWord {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/** A line of a file without its line feed. */
export interface RawLine {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly words: readonly RawWord[];
  /** The comment with its `#`, up to the end of the line. */
  readonly comment: RawWord | undefined;
  /** A quote that is never closed, or all of a line that is too long, if it cannot be cut into words. */
  readonly broken: RawWord | undefined;
}

/** Whether what cannot be cut into words is too long for it, and no open quote. */
export function isTooLong({ start, end }: RawWord): boolean {
  return end - start > MAX_LINE_BYTES;
}

interface Draft {
  readonly words: RawWord[];
  comment: RawWord | undefined;
  broken: RawWord | undefined;
}

const emptyDraft = (): Draft => ({ words: [], comment: undefined, broken: undefined });

/** Cuts a text into its lines. What follows the last line feed is a line if it is not empty. */
export function cutLines(text: string): RawLine[] {
  const lines: RawLine[] = [];
  let start = 0;
  let draft = emptyDraft();
  const finish = (end: number, next: number): void => {
    lines.push({ number: lines.length + 1, start, end, ...draft });
    draft = emptyDraft();
    start = next;
  };
  for (const { tokenType, image, startOffset } of tokenizeLines(text)) {
    const word = { raw: image, start: startOffset, end: startOffset + image.length };
    if (tokenType === LineFeed) finish(startOffset, startOffset + 1);
    else if (tokenType === Comment) draft.comment = word;
    else if (tokenType === OpenQuote) draft.broken ??= word;
    else draft.words.push(word);
  }
  if (start < text.length) finish(text.length, text.length);
  return lines;
}
