/** Bytes in chunks as numbers: `be2dec`, `le2dec`, `be2hex` (manual 7.3.1). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { hexOf } from './bytes.js';

/** An unsigned number, most significant byte first. */
function bigEndian(chunk: string): string {
  if (chunk.length <= 6) {
    let value = 0;
    for (let at = 0; at < chunk.length; at++) value = value * 256 + chunk.charCodeAt(at);
    return String(value);
  }
  let value = 0n;
  for (let at = 0; at < chunk.length; at++) value = (value << 8n) | BigInt(chunk.charCodeAt(at));
  return String(value);
}

/**
 * An unsigned number, least significant byte first. Bytes from the fifth on fall onto the first four, and a fourth one of
 * 128 and above fills the upper half with ones: HAProxy computes each with 32 bits, and results must be the same.
 */
function littleEndian(chunk: string): string {
  let low = 0;
  for (let at = 0; at < chunk.length; at++) low |= chunk.charCodeAt(at) << ((at * 8) & 31);
  return low >= 0 ? String(low) : String(BigInt.asUintN(64, BigInt(low)));
}

/** Chunks joined; a last one that is not full is left out if `truncate`. */
function join(
  bytes: string,
  separator: string,
  size: number,
  truncate: boolean,
  render: (chunk: string) => string,
): string {
  const end = truncate ? bytes.length - (bytes.length % size) : bytes.length;
  let out = '';
  for (let at = 0; at < end; at += size) {
    if (at > 0) out += separator;
    out += render(bytes.slice(at, Math.min(at + size, end)));
  }
  return out;
}

/** What stands between chunks, with its place for messages. */
const separator = arg.any('separator', 'a string');

const shared = { support: 'full', in: 'bin', out: 'str' } as const;

const DECIMAL = [
  { name: 'be2dec', since: '2.5', order: 'most', render: bigEndian },
  { name: 'le2dec', since: '3.1', order: 'least', render: littleEndian },
] as const;

export const entries: readonly Entry[] = [
  ...DECIMAL.map(({ name, since, order, render }) =>
    define.converter({
      ...shared,
      name,
      doc: `7.3.1#${name}`,
      brief: `A decimal number per chunk of bytes, ${order} significant byte first.`,
      since,
      args: [separator, arg.opt(arg.sint('chunk_size', { min: 1, max: 8 })), arg.opt(arg.sint('truncate'))],
      compile: ([word, size, truncate = 0], site) => {
        if (size !== undefined) return ({ bytes }) => join(bytes, word.value, size, truncate !== 0, render);
        site.report('arg/missing', word.range, `'${name}' expects a chunk size from 1 to 8 behind the separator`);
        return undefined;
      },
    }),
  ),
  define.converter({
    ...shared,
    name: 'be2hex',
    doc: '7.3.1#be2hex',
    brief: 'Hexadecimal digits with a separator between chunks of bytes.',
    since: '2.5',
    args: [separator, arg.opt(arg.sint('chunk_size', { min: 1 })), arg.opt(arg.sint('truncate'))],
    compile: ([word, size, truncate = 0], site) => {
      if (size !== undefined) return ({ bytes }) => join(bytes, word.value, size, truncate !== 0, hexOf);
      if (word.value === '') return ({ bytes }) => hexOf(bytes);
      site.report('arg/missing', word.range, "'be2hex' expects a chunk size behind the separator");
      return undefined;
    },
  }),
];
