/** How V8 keeps memory once the proxy serves. */
import { setFlagsFromString } from 'node:v8';

/** Majors of V8 whose flags are known to be these: it complains about others on standard error. */
const V8_MAJORS = { first: 11, last: 13 };

/**
 * Prefers a small heap from now on: reading a large configuration wants it to grow, connections do not. What survives of
 * 9,900 clients that connect would make room for 16 MB of young objects, which is never given back, and garbage may grow to a
 * multiple of what lives. Measured: 123 -> 98 MiB with these clients, no difference in CPU time per request.
 */
export function keepHeapSmall(): void {
  const major = Number.parseInt(process.versions.v8, 10);
  if (major < V8_MAJORS.first || major > V8_MAJORS.last) return;
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--semi-space-growth-factor=1');
}
