/** Patterns that old rules matched against whole header lines, `^Name:\ value` -> the field and a pattern for its value. */
import { captureCount, groupEnd, isBlank, type RegexToken, regexText, tokenizeRegex } from './regex-tokens.js';

export interface HeaderPattern {
  /** Fields that it can match, as written. */
  readonly names: readonly string[];
  /** Pattern for the value; empty if any value matches. */
  readonly value: string;
  /** Groups of the pattern that are about the name; those of the value count on from there. */
  readonly nameGroups: number;
  /** What the first group holds behind the name, if it is about the name: nothing, `:` or `: `. */
  readonly nameGroupTail: string | undefined;
  /** The first group holds name and value; replacements begin with it. */
  readonly isWhole?: boolean;
  /** Why the rule might have matched something else too. */
  readonly doubt?: string | undefined;
}

const NAME = /^[A-Za-z0-9_!#$%&'*+.^`|~-]+$/;

function literals(tokens: readonly RegexToken[]): string | undefined {
  return tokens.every(({ kind }) => kind === 'literal') ? tokens.map(({ char }) => char).join('') : undefined;
}

/** The names between two positions: one, or alternatives. */
function namesIn(tokens: readonly RegexToken[]): string[] | undefined {
  const names: string[] = [];
  let from = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && tokens[at]!.kind !== 'bar') continue;
    const name = literals(tokens.slice(from, at));
    if (name === undefined || !NAME.test(name)) return undefined;
    names.push(name);
    from = at + 1;
  }
  return names;
}

/** Takes blanks off the front; whether there were any. */
function behindBlanks(tokens: readonly RegexToken[]): {
  readonly rest: readonly RegexToken[];
  readonly found: boolean;
} {
  let at = 0;
  while (at < tokens.length && isBlank(tokens[at]!)) {
    at++;
    if (tokens[at]?.kind === 'quantifier') at++;
  }
  return { rest: tokens.slice(at), found: at > 0 };
}

/** The pattern for the value without the blank in front of it; undefined if the pattern does not allow for a blank. */
function valuePattern(tokens: readonly RegexToken[]): string | undefined {
  const { rest, found } = behindBlanks(tokens);
  const text = regexText(rest);
  if (text === '' || /^\.\*\$?$/.test(text)) return '';
  return found || /^\(?\.\*/.test(text) ? `^${text}` : undefined;
}

const NO_ANCHOR = 'the old pattern had no ^ and could match in the midst of other lines as well';

/** The alternatives of a pattern, `^A:|^B:`; only the pattern itself if it cannot be cut. */
export function alternativesOf(pattern: string): readonly string[] {
  const tokens = tokenizeRegex(pattern);
  if (!tokens?.some(({ kind, depth }) => kind === 'bar' && depth === 0)) return [pattern];
  const cut: RegexToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'bar' && token.depth === 0) cut.push([]);
    else cut[cut.length - 1]!.push(token);
  }
  return cut.map(regexText);
}

/** As {@link parseHeaderPattern}; `Name:` without `^` in front is taken for the field, with a doubt. */
export function parseLooseHeaderPattern(pattern: string): HeaderPattern | undefined {
  const strict = parseHeaderPattern(pattern);
  if (strict || pattern.startsWith('^')) return strict;
  const loose = parseHeaderPattern(`^${pattern}`);
  return loose && { ...loose, doubt: NO_ANCHOR };
}

/** `^X-Powered`, `^(Server|Via).*`: how lines begin; undefined if more than a name can be in it. */
function parseNameStart(tokens: readonly RegexToken[]): string | undefined {
  const [any, star] = tokens.slice(-2);
  const isOpen = any?.kind === 'any' && any.depth === 0 && star?.text === '*';
  const name = isOpen ? tokens.slice(1, -2) : tokens.slice(1);
  const isName = name.every(
    ({ kind, char }) => /^(?:open|close|bar)$/.test(kind) || (kind === 'literal' && NAME.test(char)),
  );
  return isName && name.some(({ kind }) => kind === 'literal') ? `^${regexText(name)}` : undefined;
}

/** As {@link parseNamePattern}; without `^` only what looks like the name of a field, with a doubt. */
export function parseLooseNamePattern(
  pattern: string,
): { readonly names: string; readonly doubt: string | undefined } | undefined {
  const strict = parseNamePattern(pattern);
  if (strict !== undefined) return { names: strict, doubt: undefined };
  const loose = /^[A-Z][A-Za-z]*-[A-Z]/.test(pattern) ? parseNamePattern(`^${pattern}`) : undefined;
  return loose === undefined ? undefined : { names: loose, doubt: NO_ANCHOR };
}

/** A pattern for the names of fields with any value, `^X-.*:`, `^X-`; undefined if it is about more than names. */
export function parseNamePattern(pattern: string): string | undefined {
  const tokens = /[\r\n]/.test(pattern) ? undefined : tokenizeRegex(pattern);
  if (tokens?.[0]?.kind !== 'start' || tokens.some(({ kind, depth }) => kind === 'bar' && depth === 0)) {
    return undefined;
  }
  const colon = tokens.findIndex(({ char, depth }) => char === ':' && depth === 0);
  if (colon < 0) return parseNameStart(tokens);
  const name = tokens.slice(1, Math.max(colon, 1));
  if (name.length === 0 || valuePattern(tokens.slice(colon + 1)) !== '') return undefined;
  return name.some((token) => isBlank(token) || token.kind === 'end') ? undefined : `^${regexText(name)}$`;
}

/** @returns undefined if it cannot be told that the pattern is about certain fields only */
export function parseHeaderPattern(pattern: string): HeaderPattern | undefined {
  const tokens = /[\r\n]/.test(pattern) ? undefined : tokenizeRegex(pattern);
  if (tokens?.[0]?.kind !== 'start' || tokens.some(({ kind, depth }) => kind === 'bar' && depth === 0)) {
    return undefined;
  }
  return tokens[1]?.kind === 'open' ? groupedName(tokens) : plainName(tokens);
}

function plainName(tokens: readonly RegexToken[]): HeaderPattern | undefined {
  const colon = tokens.findIndex(({ char, depth }) => char === ':' && depth === 0);
  const names = colon < 0 ? undefined : namesIn(tokens.slice(1, colon));
  const value = valuePattern(tokens.slice(colon + 1));
  return names && value !== undefined ? { names, value, nameGroups: 0, nameGroupTail: undefined } : undefined;
}

/** `^(Name):`, `^(Name:)`, `^(Name:\ )`, `^(A|B):`. */
function groupedName(tokens: readonly RegexToken[]): HeaderPattern | undefined {
  const end = groupEnd(tokens, 1);
  const inner = tokens.slice(2, end - 1);
  const colon = inner.findIndex(({ char }) => char === ':');
  const names = namesIn(colon < 0 ? inner : inner.slice(0, colon));
  const nameGroups = captureCount(tokens.slice(0, end));
  if (!names || (colon >= 0 && names.length > 1)) return undefined;
  const tail = colon < 0 ? '' : literals(inner.slice(colon));
  if (tail === undefined || !/^:? ?$/.test(tail)) {
    return tokens[1]!.text === '(' ? wholeLine(names, inner.slice(colon + 1), tokens.slice(end)) : undefined;
  }
  if (nameGroups > 1) return undefined;
  if (tail === '' && tokens[end]?.char !== ':') return undefined;
  const behind = tokens.slice(tail === '' ? end + 1 : end);
  const value = tail.endsWith(' ') ? valueBehindBlank(behind) : valuePattern(behind);
  return value === undefined
    ? undefined
    : { names, value, nameGroups, nameGroupTail: nameGroups > 0 ? tail : undefined };
}

/** `^(Set-Cookie:.*)`, `^(Set-Cookie:\ a=[^;]*)(.*)`: the first group is about the value as well. */
function wholeLine(
  names: readonly string[],
  inner: readonly RegexToken[],
  behind: readonly RegexToken[],
): HeaderPattern | undefined {
  const { rest, found } = behindBlanks(inner);
  const isOpen = rest[0]?.kind === 'any' && rest[1]?.text === '*';
  if (rest.some(({ kind, depth }) => kind === 'bar' && depth === 1) || !(found || isOpen)) return undefined;
  if (behind[0]?.kind === 'quantifier') return undefined;
  const value = `^(${regexText(rest)})${regexText(behind)}`;
  return { names, value, nameGroups: 0, nameGroupTail: undefined, isWhole: true };
}

function valueBehindBlank(tokens: readonly RegexToken[]): string | undefined {
  const text = regexText(tokens);
  return text === '' || /^\.\*\$?$/.test(text) ? '' : `^${text}`;
}
