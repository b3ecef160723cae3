/** Words of conditions as tokens (manual 7.2). A word is classified by its value and by whether braces are open. */
import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Word } from '../config/ast.js';

const kind = (name: string): TokenType => createToken({ name, pattern: Lexer.NA });

export const If = kind('If');
export const Unless = kind('Unless');
export const Or = kind('Or');
/** One or more exclamation marks that are a word of their own. */
export const Bang = kind('Bang');
export const AclName = kind('AclName');
/** `{` with any number of exclamation marks before it. */
export const OpenBrace = kind('OpenBrace');
/** A brace where none is expected. */
export const StrayBrace = kind('StrayBrace');
export const CloseBrace = kind('CloseBrace');
export const Criterion = kind('Criterion');
/** A flag with the word behind it, if it takes one. */
export const Flag = kind('Flag');
/** `--`. */
export const EndOfFlags = kind('EndOfFlags');
export const Pattern = kind('Pattern');

export const CONDITION_TOKENS = [
  If,
  Unless,
  Or,
  Bang,
  AclName,
  OpenBrace,
  StrayBrace,
  CloseBrace,
  Criterion,
  Flag,
  EndOfFlags,
  Pattern,
];

/** A token that is made of a word. */
export interface WordToken extends IToken {
  readonly word: Word;
  /** The word behind a flag that takes one. */
  readonly argument: Word | undefined;
  /** Number of exclamation marks. */
  readonly bangs: number;
}

const FLAGS_WITH_WORD = new Set(['-f', '-m', '-u']);

function wordToken(tokenType: TokenType, word: Word, bangs = 0, argument?: Word): WordToken {
  const tokenTypeIdx = tokenType.tokenTypeIdx!;
  return { tokenType, tokenTypeIdx, image: word.value, startOffset: word.start, word, bangs, argument };
}

/** Tokens of `criterion flags patterns`. A word that starts with a dash is a flag up to the first pattern or `--`. */
export function aclTokens(words: readonly Word[], tokens: WordToken[] = []): WordToken[] {
  let flags = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (at === 0) tokens.push(wordToken(Criterion, word));
    else if (flags && word.value === '--') {
      tokens.push(wordToken(EndOfFlags, word));
      flags = false;
    } else if (flags && word.value.startsWith('-')) {
      const takesWord = FLAGS_WITH_WORD.has(word.value);
      tokens.push(wordToken(Flag, word, 0, takesWord ? words[at + 1] : undefined));
      if (takesWord) at++;
    } else {
      tokens.push(wordToken(Pattern, word));
      flags = false;
    }
  }
  return tokens;
}

/** Tokens of `if ...` or `unless ...`. */
export function conditionTokens(words: readonly Word[]): WordToken[] {
  const tokens: WordToken[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (at === 0 && (word.value === 'if' || word.value === 'unless')) {
      tokens.push(wordToken(word.value === 'if' ? If : Unless, word));
      continue;
    }
    const bangs = /^!*/.exec(word.value)![0].length;
    const name = word.value.slice(bangs);
    if (name === '{') at = pushBraces(words, at, bangs, tokens);
    else tokens.push(wordToken(termType(name), word, bangs));
  }
  return tokens;
}

function termType(name: string): TokenType {
  if (name === '') return Bang;
  if (name === '||' || name.toLowerCase() === 'or') return Or;
  return name === '}' ? StrayBrace : AclName;
}

/** Tokens from an opening brace up to the next closing one. The result is the index of the last word that was used. */
function pushBraces(words: readonly Word[], open: number, bangs: number, tokens: WordToken[]): number {
  tokens.push(wordToken(OpenBrace, words[open]!, bangs));
  let close = open + 1;
  while (close < words.length && words[close]!.value !== '}') close++;
  aclTokens(words.slice(open + 1, close), tokens);
  const word = words[close];
  if (word) tokens.push(wordToken(CloseBrace, word));
  return close;
}
