/**
 * Walks the `name=value` pairs of Cookie fields and the first pair of Set-Cookie fields, and edits them in place. Between
 * the pairs of Cookie stand semicolons or commas (RFC 2965 4.3.4); what may stand where is as lenient as haproxy 2.6.
 */

import { isBlank } from '../../net/h1/field-list.js';

const COMMA = 0x2c;
const DOLLAR = 0x24;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Which field the pairs stand in: a name may hold commas where there is but one pair. */
export type CookieField = 'cookie' | 'set-cookie';

/** Position in one field value; `next` moves it to the next pair. Made once per engine, never per request. */
export class CookieCursor {
  /** The value of the field as edits left it. */
  text: string;
  #field: CookieField;
  /** Offset of the delimiter behind the pair; -1 in front of the first one. */
  #end: number;
  /** Offsets of the current pair: the delimiter in front of it, its name, its value. */
  pairStart: number;
  nameStart: number;
  nameEnd: number;
  valueStart: number;
  valueEnd: number;
  /** Whether there is an equals sign: without it, that is no cookie. */
  hasValue: boolean;

  constructor() {
    this.text = '';
    this.#field = 'cookie';
    this.#end = -1;
    this.pairStart = 0;
    this.nameStart = 0;
    this.nameEnd = 0;
    this.valueStart = 0;
    this.valueEnd = 0;
    this.hasValue = false;
  }

  begin(text: string, field: CookieField): void {
    this.text = text;
    this.#field = field;
    this.#end = -1;
  }

  /** False behind the last pair. */
  next(): boolean {
    const { text } = this;
    if (this.#end >= text.length || text === '') return false;
    this.pairStart = Math.max(this.#end, 0);
    this.nameStart = this.#skipBlanks(this.#end + 1);
    const equals = this.#endOfName(this.nameStart);
    this.nameEnd = this.#trimEnd(this.nameStart, equals);
    this.hasValue = text.charCodeAt(equals) === EQUALS;
    this.valueStart = this.hasValue ? this.#skipBlanks(equals + 1) : equals;
    this.#end = this.hasValue ? this.#endOfValue(this.valueStart) : equals;
    this.valueEnd = this.#trimEnd(this.valueStart, this.#end);
    return true;
  }

  /** Whether the name is this one. */
  isNamed(name: string): boolean {
    return this.nameEnd - this.nameStart === name.length && this.text.startsWith(name, this.nameStart);
  }

  /** `$Path` and the like (RFC 2965 3.3.4): they belong to the pair in front of them. */
  get isAttribute(): boolean {
    return this.nameEnd > this.nameStart && this.text.charCodeAt(this.nameStart) === DOLLAR;
  }

  get value(): string {
    return this.text.slice(this.valueStart, this.valueEnd);
  }

  /** `name=value` as it stands. */
  get pair(): string {
    return this.text.slice(this.nameStart, this.valueEnd);
  }

  /** Takes the blanks around the equals sign away. */
  tighten(): void {
    if (this.valueStart - this.nameEnd === 1) return;
    const length = this.valueEnd - this.valueStart;
    this.#splice(this.nameEnd, this.valueStart, '=');
    this.valueStart = this.nameEnd + 1;
    this.valueEnd = this.valueStart + length;
  }

  /** Takes the first bytes of the value away. */
  dropFromValue(count: number): void {
    this.#splice(this.valueStart, this.valueStart + count, '');
    this.valueEnd -= count;
  }

  /** Takes away what stands from the pair that begins at `from` up to this one; its delimiter stays, with a blank. */
  dropPairs(from: number): void {
    const start = this.#trimEnd(0, from);
    const delimiter = from === 0 ? '' : `${this.text.charAt(this.pairStart)} `;
    this.#splice(start, this.#skipBlanks(this.pairStart + 1), delimiter);
  }

  /** Replaces bytes in front of the delimiter that ends the pair. */
  #splice(from: number, to: number, text: string): void {
    this.text = this.text.slice(0, from) + text + this.text.slice(to);
    this.#end += text.length - (to - from);
  }

  #endOfName(from: number): number {
    const { text } = this;
    const isList = this.#field === 'cookie';
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === EQUALS || code === SEMICOLON || (isList && code === COMMA)) break;
    }
    return at;
  }

  /** A delimiter inside of quotes ends nothing. */
  #endOfValue(from: number): number {
    const { text } = this;
    let quoted = false;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) quoted = !quoted;
      else if (quoted && code === BACKSLASH) at++;
      else if (!quoted && (code === SEMICOLON || code === COMMA)) return at;
    }
    return text.length;
  }

  #skipBlanks(from: number): number {
    let at = from;
    while (at < this.text.length && isBlank(this.text.charCodeAt(at))) at++;
    return at;
  }

  #trimEnd(start: number, from: number): number {
    let at = from;
    while (at > start && isBlank(this.text.charCodeAt(at - 1))) at--;
    return at;
  }
}
