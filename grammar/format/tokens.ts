/** Tokens of log-format strings (manual 8.2.6): a mode for text, one for what follows a percent sign, one for `[expr]`. */
import { createToken } from 'chevrotain';
import { ARGUMENT_MODE, ARGUMENT_TOKENS, EXPR_TOKENS } from '../expr/tokens.js';

const plain = { line_breaks: false } as const;
const ALL_CODES = Array.from({ length: 256 }, (_, code) => code);
const ITEM_MODE = 'item';
const EXPR_MODE = 'formatExpr';

export const Text = createToken({
  name: 'Text',
  pattern: /[^%]+/,
  ...plain,
  start_chars_hint: ALL_CODES.filter((code) => code !== 37),
});
export const DoublePercent = createToken({ name: 'DoublePercent', pattern: /%%/, ...plain });
export const Percent = createToken({ name: 'Percent', pattern: /%/, push_mode: ITEM_MODE, ...plain });

/** `(name:type)`. */
export const ItemName = createToken({ name: 'ItemName', pattern: /\([^)]*\)/, ...plain, start_chars_hint: ['('] });
/** `{+Q,-E}`. */
export const ItemFlags = createToken({ name: 'ItemFlags', pattern: /\{[^}]*\}/, ...plain, start_chars_hint: ['{'] });
/** A parenthesis or brace that is never closed, up to the end. */
export const ItemOpen = createToken({
  name: 'ItemOpen',
  pattern: /[({][\s\S]*/,
  ...plain,
  start_chars_hint: ['(', '{'],
});
export const Alias = createToken({ name: 'Alias', pattern: /[A-Za-z0-9]+/, pop_mode: true, ...plain });
export const OpenBracket = createToken({
  name: 'OpenBracket',
  pattern: /\[/,
  pop_mode: true,
  push_mode: EXPR_MODE,
  ...plain,
});
/** Any other character behind a percent sign or its flags. */
export const ItemStray = createToken({
  name: 'ItemStray',
  pattern: /[\s\S]/,
  pop_mode: true,
  ...plain,
  start_chars_hint: ALL_CODES,
});
export const CloseBracket = createToken({ name: 'CloseBracket', pattern: /\]/, pop_mode: true, ...plain });

const TEXT_TOKENS = [Text, DoublePercent, Percent];
const ITEM_TOKENS = [Alias, OpenBracket, ItemName, ItemFlags, ItemOpen, ItemStray];

export const FORMAT_LEXER = {
  modes: {
    text: TEXT_TOKENS,
    [ITEM_MODE]: ITEM_TOKENS,
    [EXPR_MODE]: [CloseBracket, ...EXPR_TOKENS],
    [ARGUMENT_MODE]: ARGUMENT_TOKENS,
  },
  defaultMode: 'text',
};
