/** Sets of bytes: the named classes of PCRE in the C locale (ASCII only), and their JavaScript spelling. */
import type { ByteSet } from './ast.js';

const SIZE = 256;

/** The set of bytes for which `test` holds. */
export function setWhere(test: (code: number) => boolean): ByteSet {
  const set = new Uint8Array(SIZE);
  for (let code = 0; code < SIZE; code++) set[code] = test(code) ? 1 : 0;
  return set;
}

export function complement(set: ByteSet): ByteSet {
  return setWhere((code) => set[code] === 0);
}

/** Adds the bytes of `from` to `to`. */
export function include(to: ByteSet, from: ByteSet): void {
  for (let code = 0; code < SIZE; code++) to[code] = (to[code] ?? 0) | (from[code] ?? 0);
}

/** Adds the other case of every ASCII letter in it. */
export function closeCase(set: ByteSet): void {
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    const either = (set[upper] ?? 0) | (set[upper + 32] ?? 0);
    set[upper] = either;
    set[upper + 32] = either;
  }
}

const between = (low: number, high: number) => (code: number) => code >= low && code <= high;
const isDigit = between(0x30, 0x39);
const isUpper = between(0x41, 0x5a);
const isLower = between(0x61, 0x7a);
const isAlpha = (code: number): boolean => isUpper(code) || isLower(code);
const isAlnum = (code: number): boolean => isAlpha(code) || isDigit(code);
const isWord = (code: number): boolean => isAlnum(code) || code === 0x5f;
const isSpace = (code: number): boolean => code === 0x20 || between(0x09, 0x0d)(code);
const isPrint = between(0x20, 0x7e);
const isGraph = between(0x21, 0x7e);

const POSIX: Readonly<Record<string, (code: number) => boolean>> = {
  alpha: isAlpha,
  digit: isDigit,
  alnum: isAlnum,
  upper: isUpper,
  lower: isLower,
  space: isSpace,
  blank: (code) => code === 0x20 || code === 0x09,
  punct: (code) => isGraph(code) && !isAlnum(code),
  print: isPrint,
  graph: isGraph,
  cntrl: (code) => code < 0x20 || code === 0x7f,
  xdigit: (code) => isDigit(code) || between(0x41, 0x46)(code) || between(0x61, 0x66)(code),
  word: isWord,
  ascii: between(0, 0x7f),
};

/** `[:name:]`; undefined if there is no such class. */
export function posixSet(name: string): ByteSet | undefined {
  const test = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  return test && setWhere(test);
}

const ESCAPES: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  w: isWord,
  s: isSpace,
  h: (code) => code === 0x20 || code === 0x09 || code === 0xa0,
  v: (code) => between(0x0a, 0x0d)(code) || code === 0x85,
};

/** `\d`, `\D`, `\w` ...; `\N` is all but the line feed. */
export function escapeSet(letter: string): ByteSet | undefined {
  if (letter === 'N') return setWhere((code) => code !== 0x0a);
  const lower = letter.toLowerCase();
  const test = Object.hasOwn(ESCAPES, lower) ? ESCAPES[lower] : undefined;
  if (!test) return undefined;
  return letter === lower ? setWhere(test) : setWhere((code) => !test(code));
}

/** `\p{name}` for the 256 characters there are; undefined if the name is unknown. */
export function propertySet(name: string, negated: boolean): ByteSet | undefined {
  try {
    const test = new RegExp(`${negated ? '\\P' : '\\p'}{${name}}`, 'u');
    return setWhere((code) => test.test(String.fromCharCode(code)));
  } catch {
    return undefined;
  }
}

/** Whether all bytes above ASCII are in it, or none: then JavaScript's flag `i` changes nothing about them. */
export function isPlainAboveAscii(set: ByteSet): boolean {
  for (let code = 129; code < SIZE; code++) if (set[code] !== set[128]) return false;
  return true;
}

function escapeInClass(code: number): string {
  const char = String.fromCharCode(code);
  if (isAlnum(code)) return char;
  if (code > 0x20 && code < 0x7f) return `\\${char}`;
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

function ranges(set: ByteSet): string[] {
  const found: string[] = [];
  for (let low = 0; low < SIZE; low++) {
    if (!set[low]) continue;
    let high = low;
    while (high + 1 < SIZE && set[high + 1]) high++;
    const gap = high - low > 1 ? '-' : '';
    found.push(high === low ? escapeInClass(low) : `${escapeInClass(low)}${gap}${escapeInClass(high)}`);
    low = high;
  }
  return found;
}

/** JavaScript source of a set, whichever of `[...]` and `[^...]` is shorter. */
export function renderSet(set: ByteSet): string {
  const inside = ranges(set);
  if (inside.length === 0) return '[]';
  const outside = ranges(complement(set));
  if (outside.length === 0) return '[^]';
  return outside.length < inside.length ? `[^${outside.join('')}]` : `[${inside.join('')}]`;
}
