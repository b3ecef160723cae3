/** Statements of lines without quotes, escapes and comments behind them, which nearly all lines of large files are. */
import type { SourceText } from '../../src/diag/source-text.js';
import { isBlank } from '../words/tokens.js';
import type { Statement, Word } from './ast.js';

/**
 * Most words of large files are the same few: they share one string. Found by their bytes, as making a string of every word
 * to look for it takes most of the time of reading; each place of the table holds the word that came last.
 */
const SHARED: string[] = new Array(1024).fill('');

/** Hash of the bytes of a word, as {@link appendPlainWords} counts it on its way. */
function sharedWord(text: string, start: number, end: number, hash: number): string {
  const place = hash & 1023;
  const known = SHARED[place]!;
  if (known.length === end - start && text.startsWith(known, start)) return known;
  const word = text.slice(start, end);
  SHARED[place] = word;
  return word;
}

/** The word between two offsets; there are no blanks in it. */
export function plainWord(text: string, start: number, end: number): string {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
  return sharedWord(text, start, end, hash);
}

/** Appends the words of a run of plain ones between two offsets of the source. */
export function appendPlainWords(source: SourceText, start: number, end: number, words: Word[]): void {
  const { text } = source;
  let from = start;
  let hash = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isBlank(code)) {
      hash = (hash * 31 + code) | 0;
      continue;
    }
    if (at > from) words.push({ value: sharedWord(text, from, at, hash), source, start: from, end: at, quoted: false });
    from = at + 1;
    hash = 0;
  }
  if (end > from) words.push({ value: sharedWord(text, from, end, hash), source, start: from, end, quoted: false });
}

/** The statement that was looked at last, and its words: whoever reads a file asks for those of one line many times. */
let latest: PlainStatement | undefined;
let latestWords: readonly Word[] = [];

/** Cut into words when they are asked for: those of a large file are many times as large as the file. */
export class PlainStatement implements Statement {
  readonly line: number;
  readonly comment: undefined;
  readonly #source: SourceText;
  readonly #start: number;
  readonly #end: number;

  /** @param start offset of the first word  @param end offset behind the last one */
  constructor(source: SourceText, start: number, end: number, line: number) {
    this.line = line;
    this.comment = undefined;
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  get words(): readonly Word[] {
    if (latest === this) return latestWords;
    const words: Word[] = [];
    appendPlainWords(this.#source, this.#start, this.#end, words);
    latest = this;
    latestWords = words;
    return words;
  }
}
