/** Versions of the protocol by HAProxy's and by Node's names. */
import type { SecureVersion } from 'node:tls';
import type { TlsProblem } from './problem.js';

const ORDER = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
const NODE: readonly SecureVersion[] = ['TLSv1', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Lowest and highest version as Node wants them. */
export interface VersionRange {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
}

/**
 * The range that `ssl-min-ver`, `ssl-max-ver` and the older `no-tlsv1x`, `no-sslv3` (names in `without`, which count only
 * where the other two are absent) leave. The default minimum is TLSv1.2, unless only lower ones are left; servers that are
 * spoken to have none before `without` was looked at. SSLv3 itself is gone from the library.
 */
export function resolveVersions(
  minimum: string | undefined,
  maximum: string | undefined,
  without: readonly string[] = [],
  side: 'front' | 'back' = 'front',
): VersionRange | TlsProblem {
  const high = maximum === undefined ? ORDER.length - 1 : indexOf(maximum);
  const standard = Math.min(3, high);
  const low = minimum === undefined ? (side === 'front' ? standard : 1) : indexOf(minimum);
  if (low < 0 || high < 0)
    return { code: 'versions', message: `unknown SSL/TLS version '${low < 0 ? minimum : maximum}'` };
  const left = minimum === undefined && maximum === undefined ? without : [];
  let from = Math.max(low, 1);
  let to = high;
  // Only versions at the ends can be left out: the library knows a range.
  while (from <= to && left.includes(ORDER[from]!)) from++;
  while (to >= from && left.includes(ORDER[to]!)) to--;
  if (minimum === undefined) from = Math.max(from, Math.min(standard, to));
  const minVersion = NODE[from];
  const maxVersion = NODE[to];
  if (from > to || !minVersion || !maxVersion)
    return { code: 'versions', message: 'all SSL/TLS versions are disabled' };
  return { minVersion, maxVersion };
}

function indexOf(name: string): number {
  return (ORDER as readonly string[]).indexOf(name);
}
