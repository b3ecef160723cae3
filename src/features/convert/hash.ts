/** Hash converters (manual 7.3.1): the functions of `hash-type`, CRC-32C and the xxHash family. */
import { avalanche, crc32, djb2, sdbm, wt6 } from '../../base/hash.js';
import { xxh32 } from '../../base/xxhash32.js';
import { xxh64 } from '../../base/xxhash64.js';
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { parseSint, wrapSint } from '../../model/sint.js';
import type { Sint } from '../../model/value.js';
import { xxh3 } from './xxhash3.js';

const CASTAGNOLI = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** CRC-32C (RFC 4960 appendix B). */
function crc32c(bytes: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = CASTAGNOLI[(crc ^ bytes.charCodeAt(at)) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const SMALL = [
  { name: 'crc32', since: '1.6', what: 'CRC-32', hash: crc32 },
  { name: 'crc32c', since: '1.8', what: 'CRC-32C', hash: crc32c },
  { name: 'djb2', since: '1.6', what: 'DJB2', hash: djb2 },
  { name: 'sdbm', since: '1.6', what: 'SDBM', hash: sdbm },
  { name: 'wt6', since: '1.6', what: 'WT6', hash: wt6 },
] as const;

const integer = kindOf<Sint>('seed', 'integer', 'an integer', parseSint);

const WIDE = [
  { name: 'xxh64', since: '1.6', what: 'XXH64', hash: xxh64 },
  { name: 'xxh3', since: '2.4', what: 'XXH3', hash: xxh3 },
] as const;

const shared = { support: 'full', in: 'bin', out: 'sint' } as const;

export const entries: readonly Entry[] = [
  ...SMALL.map(({ name, since, what, hash }) =>
    define.converter({
      ...shared,
      name,
      doc: `7.3.1#${name}`,
      brief: `Unsigned 32-bit ${what} hash.`,
      since,
      args: [arg.opt(arg.sint('avalanche'))],
      compile: ([spread = 0]) => (spread === 0 ? ({ bytes }) => hash(bytes) : ({ bytes }) => avalanche(hash(bytes))),
    }),
  ),
  define.converter({
    ...shared,
    name: 'xxh32',
    doc: '7.3.1#xxh32',
    brief: 'Unsigned 32-bit XXH32 hash.',
    since: '1.6',
    args: [arg.opt(integer)],
    compile: ([seed = 0]) => {
      const start = Number(BigInt.asIntN(32, BigInt(seed)));
      return ({ bytes }) => xxh32(bytes, start);
    },
  }),
  ...WIDE.map(({ name, since, what, hash }) =>
    define.converter({
      ...shared,
      name,
      doc: `7.3.1#${name}`,
      brief: `Signed 64-bit ${what} hash.`,
      since,
      args: [arg.opt(integer)],
      compile: ([seed = 0]) => {
        const start = BigInt.asUintN(64, BigInt(seed));
        return ({ bytes }) => wrapSint(hash(bytes, start));
      },
    }),
  ),
];
