/** Words as rows of the catalog see them: a value with its place. */
import type { Word } from '../../grammar/config/ast.js';
import { rangeOf } from '../../grammar/config/ast.js';
import type { SourceRange } from '../diag/source-text.js';

/** An argument as written: decoded value and where it stands. */
export interface ArgText {
  readonly value: string;
  readonly range: SourceRange;
  /** The whole word it is, if it is one: ranges inside of it are exact then. */
  readonly word?: Word;
}

/** A word of a line as an argument. */
export function argText(word: Word): ArgText {
  return { value: word.value, range: rangeOf(word), word };
}

/** The word of an argument, or one that stands for it. */
export function wordOf(text: ArgText): Word {
  const { source, start, end } = text.range;
  return text.word ?? { value: text.value, source, start, end, quoted: true };
}
