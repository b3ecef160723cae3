/** The syntax tree of configuration files: sections, statements, words. It keeps every byte; printing gives them back. */
import type { SourceRange, SourceText } from '../../src/diag/source-text.js';

/** One word of a line after quotes, escapes and environment variables were resolved (manual 2.2, 2.3). */
export interface Word {
  /** The decoded word, a latin1 carrier. */
  readonly value: string;
  readonly source: SourceText;
  /** Raw spelling: `source.text.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Whether any part of the word was quoted. */
  readonly quoted: boolean;
}

/** A line of a section: a keyword and its arguments. */
export interface Statement {
  /** All words; `words[0]` is the keyword (`no` and `default` are words like others). Never empty. */
  readonly words: readonly Word[];
  readonly line: number;
  /** The comment behind the words with its `#`, if any. */
  readonly comment: string | undefined;
}

/** A section: its header line and the lines up to the next header. */
export interface Section {
  /** `frontend`, `global`, ... as written in `header.words[0]`. */
  readonly kind: string;
  readonly header: Statement;
  readonly statements: readonly Statement[];
}

/** All sections of all files, in order; lines before the first section of a file stand in `orphans`. */
export interface ConfigTree {
  readonly sources: readonly SourceText[];
  readonly sections: readonly Section[];
  readonly orphans: readonly Statement[];
}

/** The range of a word, for diagnostics: the word itself has all that a range has, and large files have many words. */
export function rangeOf(word: Word): SourceRange {
  return word;
}

/** The range of a statement: from its first to its last word. */
export function statementRange(statement: Statement): SourceRange {
  const first = statement.words[0]!;
  const last = statement.words[statement.words.length - 1]!;
  return { source: first.source, start: first.start, end: last.end };
}
