/** Offsets of a decoded word -> ranges of its raw spelling, so that problems inside of a word have the right column. */
import type { SourceRange } from '../../src/diag/source-text.js';
import type { Word } from '../config/ast.js';

/** A part of a value that came out of a variable: its length says nothing about the raw spelling. Offsets are absolute. */
export interface Segment {
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly rawStart: number;
  readonly rawEnd: number;
}

/** Words with variables are rare; what their values are made of stands beside them. */
const SEGMENTS = new WeakMap<Word, readonly Segment[]>();

/** Keeps which parts of a word came out of variables. */
export function rememberSegments(word: Word, segments: readonly Segment[]): void {
  SEGMENTS.set(word, segments);
}

/**
 * Maps a half-open range of `word.value` to the raw spelling. Parts that came out of a variable map to the whole variable.
 * Offsets out of the value are clipped.
 */
export function rangeInWord(word: Word, from: number, to: number): SourceRange {
  const start = rawOffset(word, from, false);
  const end = Math.max(start, rawOffset(word, to, true));
  return { source: word.source, start, end };
}

/** Offsets of the source by offsets of a value: where each character starts, and where the one before it ends. */
interface Offsets {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** A long word can have thousands of problems or parts; it is scanned once. */
const OFFSETS = new WeakMap<Word, Offsets>();

/** Long words that were compared with their spelling: each of their parts asks. */
const PLAIN = new WeakMap<Word, boolean>();
const LONG = 200;

/** Whether a word is spelled as its value, without quotes and escapes. */
function isPlain(word: Word): boolean {
  const { value, source, start, end } = word;
  if (end - start !== value.length) return false;
  if (value.length < LONG) return source.text.startsWith(value, start);
  let plain = PLAIN.get(word);
  if (plain === undefined) {
    plain = source.text.startsWith(value, start);
    PLAIN.set(word, plain);
  }
  return plain;
}

/** The raw offset where the character of a value starts; with `closing`, where the character before it ends. */
function rawOffset(word: Word, offset: number, closing: boolean): number {
  const { value } = word;
  const at = Math.max(0, Math.min(offset, value.length));
  if (isPlain(word)) return word.start + at;
  let offsets = OFFSETS.get(word);
  if (offsets === undefined) {
    offsets = scan(word);
    OFFSETS.set(word, offsets);
  }
  return closing ? offsets.ends[at]! : offsets.starts[at]!;
}

function scan(word: Word): Offsets {
  const raw = word.source.text.slice(word.start, word.end);
  const segments = SEGMENTS.get(word) ?? [];
  const starts = new Int32Array(word.value.length + 1);
  const ends = new Int32Array(word.value.length + 1);
  let at = segments[0]?.valueStart === 0 ? segments[0].rawStart - word.start : 0;
  let count = 0;
  let quote = '';
  let next = 0;
  ends[0] = word.start + at;
  while (at < raw.length) {
    const segment = segments[next];
    if (segment && at === segment.rawStart - word.start) {
      starts.fill(segment.rawStart, count, segment.valueEnd);
      ends.fill(segment.rawEnd, count + 1, segment.valueEnd + 1);
      count = segment.valueEnd;
      at = segment.rawEnd - word.start;
      next++;
      if (count === 0) ends[0] = segment.rawEnd;
      continue;
    }
    const char = raw[at]!;
    if (quote === '' ? char === '"' || char === "'" : char === quote) {
      quote = quote === '' ? char : '';
      at++;
      continue;
    }
    starts[count] = word.start + at;
    at += char === '\\' && quote !== "'" ? escapeLength(raw, at, quote) : 1;
    count++;
    ends[count] = word.start + at;
  }
  // Behind the last character, before quotes that close it.
  starts.fill(ends[Math.min(count, word.value.length)]!, count);
  ends.fill(ends[Math.min(count, word.value.length)]!, count + 1);
  return { starts, ends };
}

function escapeLength(raw: string, at: number, quote: string): number {
  const next = raw[at + 1];
  if (next === 'x') return 4;
  if (next !== undefined && ' \\"\'#nrt'.includes(next)) return 2;
  return next === '$' && quote === '"' ? 2 : 1;
}
