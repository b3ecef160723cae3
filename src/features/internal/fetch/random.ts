/** Random numbers and identifiers (manual 7.3.2): `rand`, `uuid`. */
import { randomBytes, randomUUID } from 'node:crypto';
import { wallNowMs } from '../../../base/clock.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { kindOf } from '../../../catalog/kind/kind.js';
import { USE_ANYWHERE } from '../../../model/use.js';

const version = kindOf('version', 'integer', '4 or 7', (text): 4 | 7 | undefined =>
  text === '4' ? 4 : text === '7' ? 7 : undefined,
);

/** An identifier that sorts by time (RFC 9562 5.7): 48 bits of milliseconds, then random bits. */
function uuid7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(wallNowMs(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const shared = { support: 'full', use: USE_ANYWHERE } as const;

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ ...shared, name: 'rand', doc: '7.3.2#rand', since: '1.5', out: 'sint' },
    brief: 'A random number below a bound, 2^32 by default; not for secrets.',
    args: [arg.opt(arg.uint('range', { max: 4294967295 }))],
    compile: ([range = 4294967296]) => {
      return () => Math.floor(Math.random() * range);
    },
  }),
  define.fetch({
    ...{ ...shared, name: 'uuid', doc: '7.3.2#uuid', since: '2.1', out: 'str' },
    brief: 'A UUID of version 4 (random) or 7 (by time).',
    args: [arg.opt(version)],
    compile: ([wanted = 4]) => {
      return wanted === 4 ? () => randomUUID() : uuid7;
    },
  }),
];
