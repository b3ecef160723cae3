/**
 * Time in milliseconds. Measured on Node 20: a read costs 42 ns, whereas a value cached for a turn of the event loop needs
 * an immediate or a tick per turn to be dropped (150 ns and more) and goes stale when code runs outside of a turn. So the
 * time is kept for single events only: who handles one says when it begins and when it is over, and everything that is
 * called meanwhile sees one time.
 */

/** Wall clock at the start of the process; asked for at first use, as Node loads `performance` only then. */
let wallOriginUs: number | undefined;

/** Time of the event that is being handled; -1 between events. */
let eventMs = -1;

/** An event begins: until {@link leaveEvent}, which must follow in the same turn, {@link nowMs} stands still. */
export function enterEvent(): void {
  eventMs = Math.trunc(performance.now());
}

/** The event is over. */
export function leaveEvent(): void {
  eventMs = -1;
}

/** Monotonic milliseconds since the start of the process, whole; within an event, those of its beginning. */
export function nowMs(): number {
  return eventMs >= 0 ? eventMs : Math.trunc(performance.now());
}

/** Monotonic milliseconds with fractions. */
export function preciseNowMs(): number {
  return performance.now();
}

/** Wall clock in milliseconds since 1970, whole. */
export function wallNowMs(): number {
  return Date.now();
}

/** Wall clock in microseconds since 1970: what `Date.now` says, with the fraction of the monotonic clock. */
export function wallNowUs(): number {
  wallOriginUs ??= performance.timeOrigin * 1000;
  const monotonicUs = Math.trunc(wallOriginUs + performance.now() * 1000);
  const wallUs = Date.now() * 1000;
  // The wall clock may have been set since the start: then its milliseconds win.
  return Math.abs(monotonicUs - wallUs) < 2000 ? monotonicUs : wallUs;
}
