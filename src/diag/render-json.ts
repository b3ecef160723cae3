/** Diagnostics -> JSON, one object each: for editors and scripts. Text is decoded, offsets and columns count bytes. */
import { CODES } from './code.js';
import type { CodeEntry, Diagnostic } from './diagnostic.js';
import { type CodeGuide, guideOf } from './guide.js';
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
  /** What the code means. */
  readonly title: string;
  /** What to do at this place. */
  readonly remedy: string | null;
  /** Why it matters and what to do about problems of this code. */
  readonly help: string;
  /** Chapter of the manual, with the keyword behind `#`. */
  readonly doc: string;
  /** The nearest known word, where one is near. */
  readonly suggestion: string | null;
  readonly file: string | null;
  readonly start: JsonPosition | null;
  readonly end: JsonPosition | null;
}

function pick({ help, doc }: CodeGuide, nearer: string | undefined): Pick<JsonDiagnostic, 'help' | 'doc'> {
  return { help, doc: nearer ?? doc };
}

/** All stages ask in the same words. */
function nearestWord(message: string, remedy: string | undefined): string | null {
  const word = /did you mean '([^']+)'\?/.exec(`${message} ${remedy ?? ''}`)?.[1];
  return word === undefined ? null : decodeUtf8(word);
}

/** A diagnostic as plain data. */
export function toJson({ code, severity, range, message, remedy, doc }: Diagnostic): JsonDiagnostic {
  const entry: CodeEntry = CODES[code];
  const place = (offset: number): JsonPosition | null =>
    (range && { ...range.source.position(offset), offset }) || null;
  return {
    code,
    severity,
    message: decodeUtf8(message),
    title: entry.title,
    remedy: remedy === undefined ? null : decodeUtf8(remedy),
    ...pick(guideOf(code), doc),
    suggestion: nearestWord(message, remedy),
    file: range ? decodeUtf8(range.source.name) : null,
    start: range ? place(range.start) : null,
    end: range ? place(range.end) : null,
  };
}
