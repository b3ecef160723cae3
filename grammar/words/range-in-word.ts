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

/** The raw offset where the character of a value starts; with `closing`, where the character before it ends. */
function rawOffset(word: Word, offset: number, closing: boolean): number {
  const raw = word.source.text.slice(word.start, word.end);
  if (raw === word.value) return word.start + Math.max(0, Math.min(offset, raw.length));
  const segments = SEGMENTS.get(word) ?? [];
  let at = segments[0]?.valueStart === 0 ? segments[0].rawStart - word.start : 0;
  let count = 0;
  let quote = '';
  let end = at;
  let next = 0;
  while (at < raw.length) {
    if (closing && count >= offset) break;
    const segment = segments[next];
    if (segment && at === segment.rawStart - word.start) {
      if (closing ? offset <= segment.valueEnd && offset > segment.valueStart : offset < segment.valueEnd) {
        return closing ? segment.rawEnd : segment.rawStart;
      }
      count = segment.valueEnd;
      at = segment.rawEnd - word.start;
      end = at;
      next++;
      continue;
    }
    const char = raw[at]!;
    if (quote === '' ? char === '"' || char === "'" : char === quote) {
      quote = quote === '' ? char : '';
      at++;
      continue;
    }
    if (!closing && count === offset) break;
    at += char === '\\' && quote !== "'" ? escapeLength(raw, at, quote) : 1;
    end = at;
    count++;
  }
  // behind the last character, before quotes that close it
  return word.start + (closing || at >= raw.length ? end : at);
}

function escapeLength(raw: string, at: number, quote: string): number {
  const next = raw[at + 1];
  if (next === 'x') return 4;
  if (next !== undefined && ' \\"\'#nrt'.includes(next)) return 2;
  return next === '$' && quote === '"' ? 2 : 1;
}
