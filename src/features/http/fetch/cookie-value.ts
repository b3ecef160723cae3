/**
 * Cookies in header fields (manual 7.3.6 `req.cook`, RFC 6265): `Cookie` holds `name=value` pairs between semicolons or
 * commas, `Set-Cookie` one pair and then attributes. Quoted values may hold delimiters and keep their quotes. Names that
 * start with `$` are attributes of RFC 2965; pairs without a value are passed over.
 */
import type { Fields } from '../../../model/message.js';
import { isBlank, listItemEnd } from '../../../net/h1/field-list.js';

const QUOTE = 34;
const DOLLAR = 36;
const COMMA = 44;
const SEMICOLON = 59;
const EQUALS = 61;
const BACKSLASH = 92;

/** What a pair is to who looks for some: another one; one of those; the last one that is needed. */
type PairMatch = 'other' | 'match' | 'stop';

/** Gets a pair as offsets into `text`. */
type PairTest = (text: string, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number) => PairMatch;

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Offset of the delimiter behind a value. */
function endOfValue(text: string, from: number, end: number): number {
  let quoted = false;
  for (let at = from; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) quoted = !quoted;
    else if (quoted && char === BACKSLASH) at++;
    else if (!quoted && (char === SEMICOLON || char === COMMA)) return at;
  }
  return end;
}

/** Offset of the equals sign or delimiter behind a name. */
function endOfName(text: string, from: number, end: number, isList: boolean): number {
  let at = from;
  for (; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === EQUALS || char === SEMICOLON || (isList && char === COMMA)) break;
  }
  return at;
}

/** What is looked for: a name, or all of them if it is empty. */
interface Wanted {
  readonly field: CookieField;
  readonly name: string;
}

/**
 * Walks over the pairs of one value of a field; says whether it was stopped. In `Set-Cookie` what follows a pair is only
 * looked at if that pair matched, and nothing is found where an equals sign and one more byte do not fit behind the name,
 * as HAProxy does.
 */
function eachPair(text: string, from: number, end: number, { field, name }: Wanted, test: PairTest): boolean {
  const isList = field === 'cookie';
  for (let at = skipBlanks(text, from, end); at + name.length + 1 < end; ) {
    const start = skipBlanks(text, at, end);
    const equals = endOfName(text, start, end, isList);
    let next = equals;
    let match: PairMatch = 'other';
    if (equals < end && text.charCodeAt(equals) === EQUALS) {
      const valueStart = skipBlanks(text, equals + 1, end);
      next = endOfValue(text, valueStart, end);
      const isAttribute = text.charCodeAt(start) === DOLLAR;
      if (!isAttribute) {
        const nameEnd = trimEnd(text, start, equals);
        match = test(text, start, nameEnd, valueStart, trimEnd(text, valueStart, next));
        if (match === 'stop') return true;
        if (!isList && match === 'other') return false;
      }
    }
    at = next + 1;
  }
  return false;
}

/** Whether fields of this name hold lists of pairs: `cookie` does, `set-cookie` does not. */
export type CookieField = 'cookie' | 'set-cookie';

/** Walks over the cookies of a message. */
function eachCookie(fields: Fields, wanted: Wanted, test: PairTest): boolean {
  const { field } = wanted;
  for (let at = fields.names.indexOf(field); at >= 0; at = fields.names.indexOf(field, at + 1)) {
    const text = fields.values[at]!;
    for (let start = 0; start <= text.length; ) {
      const end = listItemEnd(text, start);
      if (eachPair(text, start, trimEnd(text, start, end), wanted, test)) return true;
      start = end + 1;
    }
  }
  return false;
}

function isNamed(text: string, start: number, end: number, name: string): boolean {
  return name === '' || (end - start === name.length && text.startsWith(name, start));
}

/** The value of the last cookie of a name, or of the first cookie if the name is empty. */
export function cookieValue(fields: Fields, field: CookieField, name: string): string | undefined {
  let found: string | undefined;
  eachCookie(fields, { field, name }, (text, nameStart, nameEnd, valueStart, end) => {
    if (!isNamed(text, nameStart, nameEnd, name)) return 'other';
    found = text.slice(valueStart, end);
    return name === '' ? 'stop' : 'match';
  });
  return found;
}

/** Tries the values of all cookies of a name until one passes. */
export function someCookie(
  fields: Fields,
  field: CookieField,
  name: string,
  test: (value: string) => boolean,
): boolean {
  return eachCookie(fields, { field, name }, (text, nameStart, nameEnd, valueStart, end) => {
    if (!isNamed(text, nameStart, nameEnd, name)) return 'other';
    return test(text.slice(valueStart, end)) ? 'stop' : 'match';
  });
}

/** Number of cookies of a name, or of all. */
export function countCookies(fields: Fields, field: CookieField, name: string): number {
  let count = 0;
  eachCookie(fields, { field, name }, (text, nameStart, nameEnd) => {
    if (!isNamed(text, nameStart, nameEnd, name)) return 'other';
    count++;
    return 'match';
  });
  return count;
}

/** Names of all cookies in order. */
export function cookieNames(fields: Fields, field: CookieField): string[] {
  const names: string[] = [];
  eachCookie(fields, { field, name: '' }, (text, nameStart, nameEnd) => {
    names.push(text.slice(nameStart, nameEnd));
    return 'other';
  });
  return names;
}
