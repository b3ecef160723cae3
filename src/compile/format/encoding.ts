/** Typed encodings of log-format items (manual 8.2.6): JSON (RFC 8259) and CBOR (RFC 8949). Texts are latin1 carriers. */
import type { Sint } from '../../model/value.js';
import type { Unsafe } from './escape.js';
import { escapeUnsafe, UNSAFE_IN_HEADER } from './escape.js';

/** What an item has become by its type. */
export type Typed = string | Sint | boolean | undefined;

/** Writes values and frames of one encoding. */
export interface Encoding {
  value(value: Typed): string;
  /** A text whose unsafe bytes are escaped. */
  pieces(text: string, unsafe: Unsafe): string;
  /** Captured headers as `{a|b}`. */
  braces(values: readonly (string | undefined)[]): string;
  list(items: readonly string[]): string;
  map(entries: readonly (readonly [name: string, encoded: string])[]): string;
  /** What a whole line looks like. */
  finish(encoded: string): string;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function jsonText(text: string): string {
  const escaped = text.replace(
    /["\\\x00-\x1f]/g,
    (char) => SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

export const JSON_ENCODING: Encoding = {
  value(value) {
    if (value === undefined) return 'null';
    return typeof value === 'string' ? jsonText(value) : String(value);
  },
  pieces: (text, unsafe) => jsonText(escapeUnsafe(text, unsafe)),
  braces: (values) => jsonText(`{${values.map((value) => escapeUnsafe(value ?? '', UNSAFE_IN_HEADER)).join('|')}}`),
  list: (items) => `[${items.join(', ')}]`,
  map: (entries) => `{${entries.map(([name, encoded]) => `${jsonText(name)}: ${encoded}`).join(', ')}}`,
  finish: (encoded) => encoded,
};

const UNSIGNED = 0x00;
const NEGATIVE = 0x20;
const TEXT = 0x60;
const OPEN_TEXT = '\x7f';
const OPEN_LIST = '\x9f';
const OPEN_MAP = '\xbf';
const BREAK = '\xff';
const FALSE = '\xf4';
const TRUE = '\xf5';
const NULL = '\xf6';

/** Head of an item: major type and an argument in as few bytes as possible. */
function cborHead(major: number, argument: bigint): string {
  if (argument < 24n) return String.fromCharCode(major | Number(argument));
  const size = argument < 0x100n ? 1 : argument < 0x10000n ? 2 : argument < 0x100000000n ? 4 : 8;
  let head = String.fromCharCode(major | (24 + Math.log2(size)));
  for (let at = size - 1; at >= 0; at--) head += String.fromCharCode(Number((argument >> BigInt(8 * at)) & 0xffn));
  return head;
}

function cborText(text: string): string {
  return cborHead(TEXT, BigInt(text.length)) + text;
}

function cborSint(value: Sint): string {
  const exact = BigInt(value);
  return exact >= 0n ? cborHead(UNSIGNED, exact) : cborHead(NEGATIVE, -1n - exact);
}

/** Runs of plain bytes and each escaped byte are chunks of their own. */
function cborChunks(text: string, unsafe: Unsafe): string {
  const chunks: string[] = [];
  let from = 0;
  for (const match of text.matchAll(unsafe.all)) {
    if (match.index > from) chunks.push(text.slice(from, match.index));
    chunks.push(`#${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
    from = match.index + 1;
  }
  if (from < text.length) chunks.push(text.slice(from));
  return chunks.map(cborText).join('');
}

function cborBraces(values: readonly (string | undefined)[]): string {
  const inner = values.map((value) => cborChunks(value ?? '', UNSAFE_IN_HEADER));
  return OPEN_TEXT + cborText('{') + inner.join(cborText('|')) + cborText('}') + BREAK;
}

function cborEncoding(finish: (encoded: string) => string): Encoding {
  return {
    value(value) {
      if (value === undefined) return NULL;
      if (typeof value === 'boolean') return value ? TRUE : FALSE;
      return typeof value === 'string' ? cborText(value) : cborSint(value);
    },
    pieces: (text, unsafe) => OPEN_TEXT + cborChunks(text, unsafe) + BREAK,
    braces: cborBraces,
    list: (items) => OPEN_LIST + items.join('') + BREAK,
    map: (entries) => OPEN_MAP + entries.map(([name, encoded]) => cborText(name) + encoded).join('') + BREAK,
    finish,
  };
}

/** CBOR that is printable: two digits a byte. */
export const CBOR_HEX_ENCODING = cborEncoding((encoded) =>
  Buffer.from(encoded, 'latin1').toString('hex').toUpperCase(),
);
/** CBOR as bytes (`+bin`). */
export const CBOR_ENCODING = cborEncoding((encoded) => encoded);
