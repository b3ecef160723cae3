/** `has_ctl` (manual 7.3.1): whether a block of bytes has control characters of a set. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';

/** One bit per character 0x00 to 0x1f; bit 32 is DEL. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['any', 0x1ffffffff],
  ['http', 0x2401],
]);
/** All but TAB. */
const DEFAULT_MASK = 0x1fffffdff;
const LARGEST_MASK = 0x1ffffffff;

const mask = kindOf('mask', 'string', "a mask of 33 bits, 'any' or 'http'", (text) => {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const value = /^(?:0[xX][0-9A-Fa-f]+|[0-9]+)$/.test(text) ? Number(text) : Number.NaN;
  return value <= LARGEST_MASK ? value : undefined;
});

/** A class of characters for the bits of a mask; undefined if there are none. */
function patternOf(bits: number): RegExp | undefined {
  let members = '';
  for (let code = 0; code < 32; code++) {
    if (Math.floor(bits / 2 ** code) % 2 === 1) members += `\\x${code.toString(16).padStart(2, '0')}`;
  }
  if (bits >= 2 ** 32) members += '\\x7f';
  return members === '' ? undefined : new RegExp(`[${members}]`);
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'has_ctl',
    doc: '7.3.1#has_ctl',
    brief: 'Whether there are control characters of a set among the bytes.',
    since: '3.3',
    support: 'full',
    args: [arg.opt(mask)],
    in: 'bin',
    out: 'bool',
    compile: ([bits = DEFAULT_MASK]) => {
      const pattern = patternOf(bits);
      return pattern === undefined ? () => false : ({ bytes }) => pattern.test(bytes);
    },
  }),
];
