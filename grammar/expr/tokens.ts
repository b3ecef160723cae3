/**
 * Tokens of sample expressions (manual 2.2, 7.3): names, commas, and between parentheses arguments with quotes of their own.
 * The same argument mode serves predicates of conditional blocks and expressions inside of log-formats.
 */
import { createToken } from 'chevrotain';

const plain = { line_breaks: false } as const;

/** Name of the mode that is entered behind an opening parenthesis and left at the closing one. */
export const ARGUMENT_MODE = 'arguments';

export const Name = createToken({ name: 'Name', pattern: /[A-Za-z0-9._+-]+/, ...plain });
export const Comma = createToken({ name: 'Comma', pattern: /,/, ...plain });
export const OpenParen = createToken({ name: 'OpenParen', pattern: /\(/, push_mode: ARGUMENT_MODE, ...plain });
/** Any character that cannot continue an expression. */
export const Stray = createToken({
  name: 'Stray',
  pattern: /[^A-Za-z0-9._+(,-]/,
  ...plain,
  start_chars_hint: Array.from({ length: 256 }, (_, code) => code),
});

export const ArgComma = createToken({ name: 'ArgComma', pattern: /,/, ...plain });
export const CloseParen = createToken({ name: 'CloseParen', pattern: /\)/, pop_mode: true, ...plain });
/** Text, escapes and closed quotes. Only a few escapes exist here, so a comma or parenthesis cannot be escaped. */
export const ArgText = createToken({
  name: 'ArgText',
  pattern: /(?:[^"'\\,)]+|\\[\\ "']?|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/,
  ...plain,
  start_chars_hint: Array.from({ length: 256 }, (_, code) => code).filter((code) => code !== 44 && code !== 41),
});
/** A quote in an argument that is never closed. */
export const ArgOpenQuote = createToken({
  name: 'ArgOpenQuote',
  pattern: /["'][\s\S]*/,
  ...plain,
  start_chars_hint: ['"', "'"],
});

export const EXPR_TOKENS = [Name, Comma, OpenParen, Stray];
export const ARGUMENT_TOKENS = [ArgText, ArgComma, CloseParen, ArgOpenQuote];
