/** One line -> words, outside of files: `-cc`, the runtime API, tests. */
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import type { Word } from '../config/ast.js';
import { decodeWord } from './decode.js';
import { Env } from './env.js';
import { OpenQuote, RawWord, tokenizeLines } from './tokens.js';

export interface WordsOptions {
  /** Variables between double quotes; none by default. */
  readonly env?: Env;
  readonly diagnostics?: Diagnostics;
  /** Name of the text in messages. */
  readonly name?: string;
}

/** Cuts a line into words. A word with a problem is reported and left out; a comment ends the line. */
export function parseWords(line: string, options: WordsOptions = {}): Word[] {
  const { env = new Env(), diagnostics = new Diagnostics(), name = '' } = options;
  const source = new SourceText(name, line);
  const place = { file: name, line: 1, section: '' };
  const words: Word[] = [];
  for (const token of tokenizeLines(line)) {
    if (token.tokenType === RawWord) {
      decodeWord({ source, env, diagnostics, place: () => place }, token.image, token.startOffset, words);
    } else if (token.tokenType === OpenQuote) {
      const range = { source, start: token.startOffset, end: token.startOffset + token.image.length };
      diagnostics.report('word/unterminated-quote', range, 'unmatched quote');
    }
  }
  return words;
}
