/**
 * Looks up a value in JSON text by a path such as `$.a.b[2]`, in one pass and without building a tree. What is behind the
 * value is not read, so that cut-off documents still answer. Duplicate keys: the first one. A key in the path is compared
 * with the key as it is written; a backslash protects the next character of the path.
 */

/** A value as it stands in the text. */
export interface JsonToken {
  readonly kind: 'string' | 'number' | 'true' | 'false' | 'null' | 'array' | 'object';
  /** With its quotes, brackets or braces. */
  readonly text: string;
}

const BLANK = /[ \t\r\n]/;
const NUMBER = /-?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?/y;

/** Walks through a document and follows a path; one use each. */
class JsonWalk {
  readonly #json: string;
  readonly #path: string;
  #at: number;
  /** Position in the path. */
  #step: number;
  /** Depth of the walk, and the depth at which the path wants to be. */
  #depth: number;
  #wanted: number;
  #index: number;
  #wantedIndex: number;
  /** Start of the array or object that the path names, -1 until it was seen. */
  #open: number;
  #found: JsonToken | undefined;

  constructor(json: string, path: string) {
    this.#json = json;
    this.#path = path;
    this.#at = 0;
    this.#step = 0;
    this.#depth = 0;
    this.#wanted = 0;
    this.#index = 0;
    this.#wantedIndex = -1;
    this.#open = -1;
    this.#found = undefined;
  }

  /** The value, or undefined if it is not there or the text in front of it is malformed. */
  run(): JsonToken | undefined {
    this.#value(0);
    return this.#found;
  }

  #skipBlanks(): void {
    while (this.#at < this.#json.length && BLANK.test(this.#json[this.#at]!)) this.#at++;
  }

  get #isComplete(): boolean {
    return this.#step >= this.#path.length;
  }

  /** Behind a value that a key or index of the path chose: the rest of the path was not in it. */
  get #isPassed(): boolean {
    return this.#wanted === this.#depth;
  }

  /** Reads a value; false ends the walk, because it was found or the text is malformed. */
  #value(nesting: number): boolean {
    this.#skipBlanks();
    const char = this.#json[this.#at];
    if (nesting > MAX_NESTING) return false;
    if (char === '{') return this.#object(nesting);
    if (char === '[') return this.#array(nesting);
    const start = this.#at;
    if (char === '"') return this.#string() && this.#scalar('string', start);
    for (const word of ['true', 'false', 'null'] as const) {
      if (!this.#json.startsWith(word, start)) continue;
      this.#at += word.length;
      return this.#scalar(word, start);
    }
    NUMBER.lastIndex = start;
    const number = NUMBER.exec(this.#json);
    if (number === null) return false;
    this.#at = NUMBER.lastIndex;
    return this.#scalar('number', start);
  }

  #scalar(kind: JsonToken['kind'], start: number): boolean {
    if (this.#depth !== this.#wanted || !this.#isComplete) return true;
    this.#found = { kind, text: this.#json.slice(start, this.#at) };
    return false;
  }

  /** Moves behind a string; false if it does not end. */
  #string(): boolean {
    for (let at = this.#at + 1; at < this.#json.length; at++) {
      const char = this.#json[at];
      if (char === '\\' && /["\\bfnrt]/.test(this.#json[at + 1] ?? '')) at++;
      else if (char === '\0') return false;
      else if (char === '"') {
        this.#at = at + 1;
        return true;
      }
    }
    return false;
  }

  #enter(): void {
    if (this.#isComplete && this.#depth === this.#wanted) this.#open = this.#at;
    this.#depth++;
    this.#at++;
  }

  /** Behind a closing bracket or brace; false if this was the array or object. */
  #leave(kind: 'array' | 'object'): boolean {
    this.#at++;
    this.#depth--;
    if (!this.#isComplete || this.#depth !== this.#wanted || this.#open < 0) return true;
    this.#found = { kind, text: this.#json.slice(this.#open, this.#at) };
    return false;
  }

  #object(nesting: number): boolean {
    this.#enter();
    this.#skipBlanks();
    if (this.#json[this.#at] === '}') return this.#leave('object');
    for (;;) {
      this.#skipBlanks();
      const start = this.#at;
      if (this.#json[start] !== '"' || !this.#string()) return false;
      this.#key(this.#json.slice(start + 1, this.#at - 1));
      this.#skipBlanks();
      if (this.#json[this.#at] !== ':') return false;
      this.#at++;
      if (!this.#value(nesting + 1) || this.#isPassed) return false;
      this.#skipBlanks();
      if (this.#json[this.#at] === '}') return this.#leave('object');
      if (this.#json[this.#at] !== ',') return false;
      this.#comma();
    }
  }

  #array(nesting: number): boolean {
    if (this.#depth === this.#wanted && this.#path[this.#step] === '[') {
      this.#index = 0;
      this.#wantedIndex = Math.trunc(Number.parseFloat(this.#path.slice(this.#step + 1))) || 0;
      if (this.#wantedIndex === 0) this.#takeIndex();
    }
    this.#enter();
    this.#skipBlanks();
    if (this.#json[this.#at] === ']') return this.#leave('array');
    for (;;) {
      if (!this.#value(nesting + 1) || this.#isPassed) return false;
      this.#skipBlanks();
      if (this.#json[this.#at] === ']') return this.#leave('array');
      if (this.#json[this.#at] !== ',') return false;
      this.#comma();
    }
  }

  #takeIndex(): void {
    const end = this.#path.indexOf(']', this.#step);
    this.#step = end < 0 ? this.#path.length + 1 : end + 1;
    this.#wanted++;
  }

  #comma(): void {
    this.#at++;
    if (this.#depth !== this.#wanted + 1) return;
    this.#index++;
    if (this.#index === this.#wantedIndex && this.#path[this.#step] === '[') this.#takeIndex();
  }

  #key(key: string): void {
    if (this.#depth !== this.#wanted + 1 || this.#path[this.#step] !== '.') return;
    const raw = /^(?:\\.|[^.[\\])*/s.exec(this.#path.slice(this.#step + 1))![0];
    if (key !== raw.replace(/\\(.)/gs, '$1')) return;
    this.#wanted++;
    this.#step += raw.length + 1;
  }
}

const MAX_NESTING = 20;

/** The value at a path that starts with `$`; undefined if there is none. */
export function findJson(json: string, path: string): JsonToken | undefined {
  return path.startsWith('$') ? new JsonWalk(json, path.slice(1)).run() : undefined;
}

const UNESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
};

/** The text of a string token; undefined if it has an escape other than `\\`, `\"`, `\bfnrt` and `\u00HH`. */
export function unescapeJson(token: string): string | undefined {
  const inner = token.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  let out = '';
  for (let at = 0; at < inner.length; at++) {
    const char = inner[at]!;
    if (char !== '\\') {
      out += char;
      continue;
    }
    const next = inner[++at] ?? '';
    const hex = /^00([0-9A-Fa-f]{2})/.exec(inner.slice(at + 1, at + 5));
    if (next === 'u' && hex) {
      out += String.fromCharCode(Number.parseInt(hex[1]!, 16));
      at += 4;
    } else if (UNESCAPED[next] !== undefined) out += UNESCAPED[next];
    else return undefined;
  }
  return out;
}
