/** `json` (manual 7.3.1): text as the inside of a JSON string, from bytes or from UTF-8 in several grades of strictness. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [12, '\\f'],
  [13, '\\r'],
  [34, '\\"'],
  [47, '\\/'],
  [92, '\\\\'],
]);

function escape(code: number): string {
  const short = ESCAPES.get(code);
  if (short !== undefined) return short;
  return code >= 32 && code < 127 ? String.fromCharCode(code) : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A decoded character and what is wrong with it. */
interface Decoded {
  code: number;
  /** Bytes it takes, or bytes to skip. */
  length: number;
  problem: 'none' | 'sequence' | 'overlong' | 'range';
}

/** Number of bytes that a first byte announces; 0 for bytes that cannot be first. */
function announced(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc0 || first > 0xfd) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  if (first < 0xf8) return 4;
  return first < 0xfc ? 5 : 6;
}

/** Smallest code that needs so many bytes. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000];

/** Decodes the character at an offset into `into`. */
function decodeAt(bytes: string, at: number, into: Decoded): void {
  const first = bytes.charCodeAt(at);
  const length = announced(first);
  into.code = first;
  into.length = 1;
  into.problem = 'none';
  if (length === 1) return;
  if (length === 0 || at + length > bytes.length) {
    into.problem = 'sequence';
    return;
  }
  let code = first & (0x7f >> length);
  for (let next = 1; next < length; next++) {
    const byte = bytes.charCodeAt(at + next);
    if ((byte & 0xc0) !== 0x80) {
      into.length = next;
      into.problem = 'sequence';
      return;
    }
    code = code * 64 + (byte & 0x3f);
  }
  into.code = code;
  into.length = length;
  if ((code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) into.problem = 'range';
  else if (code < SMALLEST[length]!) into.problem = 'overlong';
}

/** `permissive` accepts characters that take more bytes than they need, `silent` leaves errors out. */
function fromUtf8(bytes: string, permissive: boolean, silent: boolean): string | undefined {
  let out = '';
  const char: Decoded = { code: 0, length: 1, problem: 'none' };
  for (let at = 0; at < bytes.length; at += char.length) {
    decodeAt(bytes, at, char);
    const accepted = char.problem === 'none' || (permissive && char.problem === 'overlong');
    if (accepted && char.code <= 0xffff) out += escape(char.code);
    else if (!silent) return undefined;
  }
  return out;
}

function fromBytes(bytes: string): string {
  if (/^[ !#-.0-[\]-~]*$/.test(bytes)) return bytes;
  let out = '';
  for (let at = 0; at < bytes.length; at++) out += escape(bytes.charCodeAt(at));
  return out;
}

const CODES = ['', 'ascii', 'utf8', 'utf8s', 'utf8p', 'utf8ps'] as const;

export const entries: readonly Entry[] = [
  define.converter({
    name: 'json',
    doc: '7.3.1#json',
    brief: 'Escapes text so that it can stand inside of a JSON string.',
    since: '1.6',
    support: 'full',
    args: [arg.enumeration('input-code', CODES)],
    in: 'str',
    out: 'str',
    compile: ([code]) => {
      if (code === 'ascii' || code === '') return fromBytes;
      const permissive = code.includes('p');
      const silent = code.endsWith('s');
      return (text) => fromUtf8(text, permissive, silent);
    },
  }),
];
