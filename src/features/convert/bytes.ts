/** Converters of blocks of bytes (manual 7.3.1): parts of them, and their digits. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { sintOrVar } from '../../catalog/kind/variable.js';
import { numberToIpv4 } from '../../model/cast.js';
import { wordBytes } from '../../model/ip.js';
import { wrapSint } from '../../model/sint.js';
import type { Sint } from '../../model/value.js';
import { Binary } from '../../model/value.js';
import { sintReader } from './operand.js';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
const BITS = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, '0'));

function digits(bytes: string, table: readonly string[]): string {
  let out = '';
  for (let at = 0; at < bytes.length; at++) out += table[bytes.charCodeAt(at)];
  return out;
}

/** Two upper-case hexadecimal digits per byte. */
export function hexOf(bytes: string): string {
  return digits(bytes, HEX);
}

/** A hexadecimal number; undefined if anything else is in it. Bits beyond 64 fall off at the front. */
function hexToSint(text: string): Sint | undefined {
  if (text === '') return 0;
  if (!/^[0-9A-Fa-f]+$/.test(text)) return undefined;
  return text.length <= 12 ? Number.parseInt(text, 16) : wrapSint(BigInt(`0x${text}`));
}

/** Bytes from an offset on; nothing if the offset lies outside or a number is negative. */
function slice(bytes: string, offset: Sint, length: Sint | undefined): Binary {
  const from = Number(offset);
  if (from < 0 || from >= bytes.length) return new Binary('');
  if (length === undefined) return new Binary(bytes.slice(from));
  const count = Number(length);
  return new Binary(count < 0 ? '' : bytes.slice(from, from + count));
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'bytes',
    doc: '7.3.1#bytes',
    brief: 'Bytes from an offset on.',
    since: '1.7',
    support: 'full',
    args: [sintOrVar('offset', 0), arg.opt(sintOrVar('length', 1))],
    in: 'bin',
    out: 'bin',
    compile: ([offset, length]) => {
      const readOffset = sintReader(offset);
      if (length === undefined) {
        return ({ bytes }, stream) => {
          const from = readOffset(stream);
          return from === undefined ? undefined : slice(bytes, from, undefined);
        };
      }
      const readLength = sintReader(length);
      return ({ bytes }, stream) => {
        const from = readOffset(stream);
        const count = readLength(stream);
        return from === undefined || count === undefined ? undefined : slice(bytes, from, count);
      };
    },
  }),
  define.converter({
    name: 'hex',
    doc: '7.3.1#hex',
    brief: 'Two hexadecimal digits per byte.',
    since: '1.6',
    support: 'full',
    args: [],
    in: 'bin',
    out: 'str',
    compile:
      () =>
      ({ bytes }) =>
        digits(bytes, HEX),
  }),
  define.converter({
    name: 'base2',
    doc: '7.3.1#base2',
    brief: 'Eight binary digits per byte.',
    since: '3.4',
    support: 'full',
    args: [],
    in: 'bin',
    out: 'str',
    compile:
      () =>
      ({ bytes }) =>
        digits(bytes, BITS),
  }),
  define.converter({
    name: 'hex2i',
    doc: '7.3.1#hex2i',
    brief: 'The number that hexadecimal digits stand for.',
    since: '1.9',
    support: 'full',
    args: [],
    in: 'str',
    out: 'sint',
    compile: () => hexToSint,
  }),
  define.converter({
    name: 'htonl',
    doc: '7.3.1#htonl',
    brief: 'The lower 32 bits of a number as four bytes in network order.',
    since: '2.0',
    support: 'full',
    args: [],
    in: 'sint',
    out: 'bin',
    compile: () => (value) => new Binary(wordBytes(numberToIpv4(value).value)),
  }),
];
