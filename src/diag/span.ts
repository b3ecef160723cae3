/** Ranges as people and their editors count them: in characters of the decoded line, both ends from 1. */
import type { SourceRange, SourceText } from './source-text.js';
import { decodeUtf8 } from './utf8.js';

export interface SpanPosition {
  readonly line: number;
  /** In UTF-16 units. */
  readonly column: number;
}

/** From the first character to the one behind the last. */
export interface Span {
  readonly start: SpanPosition;
  readonly end: SpanPosition;
}

function positionOf(source: SourceText, offset: number): SpanPosition {
  const { line, column } = source.position(offset);
  return { line, column: decodeUtf8(source.line(line).slice(0, column - 1)).length + 1 };
}

/** Where a range stands. */
export function spanOf({ source, start, end }: SourceRange): Span {
  return { start: positionOf(source, start), end: positionOf(source, Math.max(start, end)) };
}
