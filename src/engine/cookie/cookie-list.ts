/** Walks the `name=value` pairs of Cookie fields and the first pair of Set-Cookie fields (RFC 6265 4.1, 4.2). */

import { isBlank } from '../../net/h1/field-list.js';

const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Position in one field value; `next` moves it to the next pair. Made once per engine, never per request. */
export class CookieCursor {
  #text: string;
  #at: number;
  /** Offsets of the current pair: with the `;` in front of it, its name, its value. */
  pairStart: number;
  nameStart: number;
  nameEnd: number;
  valueStart: number;
  valueEnd: number;
  /** Behind the `;` and the blanks that follow the pair. */
  pairEnd: number;

  constructor() {
    this.#text = '';
    this.#at = 0;
    this.pairStart = 0;
    this.nameStart = 0;
    this.nameEnd = 0;
    this.valueStart = 0;
    this.valueEnd = 0;
    this.pairEnd = 0;
  }

  begin(text: string): void {
    this.#text = text;
    this.#at = 0;
  }

  /** False behind the last pair. */
  next(): boolean {
    const text = this.#text;
    let at = this.#at;
    while (at < text.length && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === SEMICOLON)) at++;
    if (at >= text.length) return false;
    this.pairStart = at;
    this.nameStart = at;
    const end = this.#pairEnd(at);
    const equals = text.indexOf('=', at);
    const hasValue = equals >= 0 && equals < end;
    this.nameEnd = this.#trimEnd(at, hasValue ? equals : end);
    this.valueStart = hasValue ? this.#trimStart(equals + 1, end) : end;
    this.valueEnd = this.#trimEnd(this.valueStart, end);
    at = end < text.length ? end + 1 : end;
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    this.pairEnd = at;
    this.#at = at;
    return true;
  }

  /** Whether the name is this one. */
  isNamed(name: string): boolean {
    return this.nameEnd - this.nameStart === name.length && this.#text.startsWith(name, this.nameStart);
  }

  /** A separator inside of quotes ends nothing. */
  #pairEnd(from: number): number {
    let quoted = false;
    for (let at = from; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) quoted = !quoted;
      else if (quoted && code === BACKSLASH) at++;
      else if (code === SEMICOLON && !quoted) return at;
    }
    return this.#text.length;
  }

  #trimStart(from: number, end: number): number {
    let at = from;
    while (at < end && isBlank(this.#text.charCodeAt(at))) at++;
    return at;
  }

  #trimEnd(start: number, from: number): number {
    let at = from;
    while (at > start && isBlank(this.#text.charCodeAt(at - 1))) at--;
    return at;
  }

  get name(): string {
    return this.#text.slice(this.nameStart, this.nameEnd);
  }

  get value(): string {
    return this.#text.slice(this.valueStart, this.valueEnd);
  }

  get hasValue(): boolean {
    return this.#text.charCodeAt(this.valueStart - 1) === EQUALS || this.valueStart < this.valueEnd;
  }
}
