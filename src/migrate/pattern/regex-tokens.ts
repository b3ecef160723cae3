/** A regular expression -> its atoms, as far as taking patterns for lines of HTTP apart needs it. */

export type RegexTokenKind =
  | 'start'
  | 'end'
  | 'literal'
  | 'any'
  | 'class'
  | 'shorthand'
  | 'open'
  | 'close'
  | 'bar'
  | 'quantifier';

export interface RegexToken {
  readonly kind: RegexTokenKind;
  /** As it is written. */
  readonly text: string;
  /** The character of a literal. */
  readonly char: string;
  /** Groups around it; those that open and close it count as around themselves. */
  readonly depth: number;
}

const ATOM =
  /\\[dDwWsSbB]|\\x[0-9A-Fa-f]{2}|\\[\s\S]|\[\^?\]?(?:\[:[a-z]+:\]|\\[\s\S]|[^\]\\])*\]|\(\?[:=!]|\(\?[a-z]+\)|\(|\)|\||(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?|[\s\S]/g;

function kindOf(text: string): RegexTokenKind {
  if (text === '^') return 'start';
  if (text === '$') return 'end';
  if (text === '.') return 'any';
  if (text === '|') return 'bar';
  if (text === ')') return 'close';
  if (text.startsWith('(')) return 'open';
  if (/^\\[dDwWsSbB]$/.test(text)) return 'shorthand';
  if (text.length > 1 && text.startsWith('[')) return 'class';
  return /^(?:[*+?]|\{\d)/.test(text) ? 'quantifier' : 'literal';
}

function charOf(text: string): string {
  if (text.startsWith('\\x') && text.length === 4) return String.fromCharCode(Number.parseInt(text.slice(2), 16));
  return text.length > 1 ? text.slice(1) : text;
}

/** What a quantifier can stand behind. */
const REPEATABLE: ReadonlySet<RegexTokenKind | undefined> = new Set(['literal', 'any', 'class', 'shorthand', 'close']);

/** Cuts a pattern. Undefined where it uses more than patterns of such rules do (references, odd groups). */
export function tokenizeRegex(pattern: string): RegexToken[] | undefined {
  const tokens: RegexToken[] = [];
  let depth = 0;
  for (const [text] of pattern.matchAll(ATOM)) {
    const kind = kindOf(text);
    if (/^\\[1-9A-Za-z]/.test(text) && kind === 'literal' && !text.startsWith('\\x')) return undefined;
    if (kind === 'open' && text !== '(' && text !== '(?:') return undefined;
    if (kind === 'quantifier' && !REPEATABLE.has(tokens[tokens.length - 1]?.kind)) return undefined;
    if (kind === 'open') depth++;
    tokens.push({ kind, text, char: kind === 'literal' ? charOf(text) : '', depth });
    if (kind === 'close') depth--;
  }
  return depth === 0 ? tokens : undefined;
}

/** Tokens as a pattern again. */
export function regexText(tokens: readonly RegexToken[]): string {
  return tokens.map(({ text }) => text).join('');
}

/** Number of groups that capture. */
export function captureCount(tokens: readonly RegexToken[]): number {
  return tokens.filter(({ kind, text }) => kind === 'open' && text === '(').length;
}

/** Whether a token stands for one blank. */
export function isBlank({ kind, char, text }: RegexToken): boolean {
  return (
    (kind === 'literal' && char === ' ') ||
    text === '\\s' ||
    (kind === 'class' && /^\[(?: |\\s|\[:space:\])\]$/.test(text))
  );
}

/** Position behind the group that opens at `from`. */
export function groupEnd(tokens: readonly RegexToken[], from: number): number {
  const { depth } = tokens[from]!;
  return tokens.findIndex((token, index) => index > from && token.kind === 'close' && token.depth === depth) + 1;
}

/** The pattern that ignores case, where it has letters at all. */
export function ignoringCase(pattern: string): string {
  return /[A-Za-z]/.test(pattern.replace(/\\[A-Za-z]/g, '')) ? `(?i)${pattern}` : pattern;
}
