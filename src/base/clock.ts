/**
 * Time in milliseconds. Measured on Node 20: a read costs 42 ns, whereas a value cached for a turn of the event loop needs
 * an immediate or a tick per turn to be dropped (150 ns and more) and goes stale when code runs outside of a turn. So
 * nothing is cached; callers that need the time several times within one event keep it in a local.
 */

const ORIGIN_MS = performance.now();
const WALL_ORIGIN_US = (performance.timeOrigin + ORIGIN_MS) * 1000;

/** Monotonic milliseconds since the start of the process, whole. */
export function nowMs(): number {
  return Math.trunc(performance.now() - ORIGIN_MS);
}

/** Monotonic milliseconds with fractions. */
export function preciseNowMs(): number {
  return performance.now() - ORIGIN_MS;
}

/** Wall clock in milliseconds since 1970, whole. */
export function wallNowMs(): number {
  return Date.now();
}

/** Wall clock in microseconds since 1970: what `Date.now` says, with the fraction of the monotonic clock. */
export function wallNowUs(): number {
  const monotonicUs = Math.trunc(WALL_ORIGIN_US + (performance.now() - ORIGIN_MS) * 1000);
  const wallUs = Date.now() * 1000;
  // The wall clock may have been set since the start: then its milliseconds win.
  return Math.abs(monotonicUs - wallUs) < 2000 ? monotonicUs : wallUs;
}
