/** Diagnostics -> JSON, one object each: for editors and scripts. Text is decoded, offsets and columns count bytes. */
import { CODES } from './code.js';
import type { CodeEntry, Diagnostic } from './diagnostic.js';
import { decodeUtf8 } from './utf8.js';

/** A place in a file: line and column from 1, columns and offsets in bytes. */
export interface JsonPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** The shape of a diagnostic in JSON. Fields are added, never renamed. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly title: string;
  readonly remedy: string | null;
  readonly help: string | null;
  readonly file: string | null;
  readonly start: JsonPosition | null;
  readonly end: JsonPosition | null;
}

/** A diagnostic as plain data. */
export function toJson({ code, severity, range, message, remedy }: Diagnostic): JsonDiagnostic {
  const entry: CodeEntry = CODES[code];
  const place = (offset: number): JsonPosition | null =>
    (range && { ...range.source.position(offset), offset }) || null;
  return {
    code,
    severity,
    message: decodeUtf8(message),
    title: entry.title,
    remedy: remedy === undefined ? null : decodeUtf8(remedy),
    help: entry.help ?? null,
    file: range ? decodeUtf8(range.source.name) : null,
    start: range ? place(range.start) : null,
    end: range ? place(range.end) : null,
  };
}

/** A diagnostic as one line of JSON, without line feed. */
export function renderJson(diagnostic: Diagnostic): string {
  return JSON.stringify(toJson(diagnostic));
}
