/**
 * The tokens of a configuration file (manual 2.1, 2.2): words with their quotes and escapes, comments, line feeds.
 * Every text is covered: a quote that is never closed becomes a token of its own, so the lexer never fails.
 */
import { createToken, createTokenInstance, type IToken, Lexer, type TokenType } from 'chevrotain';

const ALL_CODES = Array.from({ length: 256 }, (_, code) => code);
const BLANKS = [9, 11, 12, 13, 32];
const NOT_A_WORD = new Set([...BLANKS, 10, 35]);
const SPECIAL = new Set([34, 39, 92]);

/** Blanks are what isspace() of C calls so, except for the line feed. */
const Blank = createToken({ name: 'Blank', pattern: /[ \t\r\v\f]+/, group: Lexer.SKIPPED, line_breaks: false });

export const LineFeed = createToken({ name: 'LineFeed', pattern: /\n/, line_breaks: false });

export const Comment = createToken({
  name: 'Comment',
  pattern: /#[^\n]*/,
  line_breaks: false,
  start_chars_hint: ['#'],
});

/** A word as it is spelled, closed or not: what a line is made of. */
export const SpelledWord = createToken({ name: 'SpelledWord', pattern: Lexer.NA });

/**
 * A run of plain characters, escapes and closed quotes. A default value, `${NAME-...}`, reaches up to its brace and may
 * hold double quotes. A backslash before a blank other than a space is itself.
 */
export const RawWord = createToken({
  name: 'Word',
  categories: [SpelledWord],
  pattern:
    /(?:[^ \t\n\v\f\r"'#\\]+|\\[^\t\n\v\f\r]?|"(?:[^"\\\n$]|\\[^\n]|\$(?!\{\.?\w+(?:\[\*\])?-[^}\n]*\})|\$\{\.?\w+(?:\[\*\])?-[^}\n]*\})*"|'[^'\n]*')+/,
  line_breaks: false,
  start_chars_hint: ALL_CODES.filter((code) => !NOT_A_WORD.has(code)),
});

/**
 * Words without quotes and escapes, up to the end of the line or to a word that has some: nearly all lines of large files
 * are one such token, which makes a fifth of the tokens.
 */
export const PlainWords = createToken({
  name: 'PlainWords',
  categories: [SpelledWord],
  pattern: /[^ \t\n\v\f\r"'#\\]+(?:[ \t\v\f\r]+[^ \t\n\v\f\r"'#\\]+)*(?![^ \t\n\v\f\r#])/,
  line_breaks: false,
  start_chars_hint: ALL_CODES.filter((code) => !NOT_A_WORD.has(code) && !SPECIAL.has(code)),
});

/**
 * Whole lines, each without quotes, escapes and a comment behind words: nearly all of a large file is a few such tokens.
 * Behind the start of a line it has no match.
 */
export const PlainLines = createToken({
  name: 'PlainLines',
  pattern: /(?<![^\n])(?:(?:[^"'#\\\n]*|[ \t\r\v\f]*#[^\n]*)\n)+/,
  line_breaks: false,
  start_chars_hint: ALL_CODES.filter((code) => !SPECIAL.has(code)),
});

/** A quote that is never closed, up to the end of the line. */
export const OpenQuote = createToken({
  name: 'OpenQuote',
  categories: [SpelledWord],
  pattern: /["'][^\n]*/,
  line_breaks: false,
  start_chars_hint: ['"', "'"],
});

const LINE_TOKENS = [RawWord, LineFeed, Blank, Comment, OpenQuote, SpelledWord];

/** Those of {@link tokenizeStatements}. */
export const STATEMENT_TOKENS = [PlainLines, PlainWords, ...LINE_TOKENS];

/** Longest line that is cut into words: regular expressions give up on words of several megabytes. */
export const MAX_LINE_BYTES = 1_048_576;

/**
 * Cuts a text into tokens. Only offsets are tracked; lines are counted by whoever reads the line feeds. A line that is too
 * long becomes one token that cannot be taken apart, like a quote that is never closed.
 */
export function tokenizeLines(text: string): IToken[] {
  return tokenizeShort(text, LINES);
}

/** As {@link tokenizeLines}, with one token for neighbouring plain words and plain lines. */
export function tokenizeStatements(text: string): IToken[] {
  return tokenizeShort(text, STATEMENTS);
}

/** Blanks inside of a line. */
export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function tokenizeShort(text: string, tokenize: Tokenize): IToken[] {
  if (text.length <= MAX_LINE_BYTES) return tokenize(text);
  const tokens: IToken[] = [];
  let start = 0;
  for (let at = 0; at < text.length; ) {
    const lineFeed = text.indexOf('\n', at);
    const end = lineFeed < 0 ? text.length : lineFeed;
    if (end - at > MAX_LINE_BYTES) {
      for (const token of tokenize(text.slice(start, at))) tokens.push(moved(token, start));
      tokens.push(
        createTokenInstance(
          OpenQuote,
          text.slice(at, end),
          at,
          end - 1,
          Number.NaN,
          Number.NaN,
          Number.NaN,
          Number.NaN,
        ),
      );
      start = end;
    }
    at = end + 1;
  }
  for (const token of tokenize(text.slice(start))) tokens.push(moved(token, start));
  return tokens;
}

function moved(token: IToken, by: number): IToken {
  token.startOffset += by;
  return token;
}

type Tokenize = (text: string) => IToken[];

/** The lexer is made when it is first needed. */
function tokenizer(types: TokenType[]): Tokenize {
  let lexer: Lexer | undefined;
  return (text) => {
    lexer ??= new Lexer(types, {
      positionTracking: 'onlyOffset',
      skipValidations: true,
      ensureOptimizations: false,
      lineTerminatorsPattern: /\n/g,
      lineTerminatorCharacters: ['\n'],
    });
    return lexer.tokenize(text).tokens;
  };
}

const LINES = tokenizer(LINE_TOKENS);
const STATEMENTS = tokenizer(STATEMENT_TOKENS);
