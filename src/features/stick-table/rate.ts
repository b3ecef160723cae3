/**
 * Events per period in three words: start of the period, its events, those of the period before it (the arithmetic of
 * `Frequency` in base, on flat memory). Times are milliseconds that may wrap around.
 */

/** Counts events; returns those of the period that runs. */
export function addToRate(words: Int32Array, at: number, periodMs: number, events: number, now: number): number {
  rotate(words, at, periodMs, now);
  const current = (words[at + 1]! + events) | 0;
  words[at + 1] = current;
  return current >>> 0;
}

/** Events of the period that ends now. */
export function readRate(words: Int32Array, at: number, periodMs: number, now: number): number {
  rotate(words, at, periodMs, now);
  const current = words[at + 1]! >>> 0;
  const previous = words[at + 2]! >>> 0;
  // One event per period and less would flap between 0 and 1.
  if (current === 0 && previous <= 1) return previous;
  const leftMs = periodMs - ((now - words[at]!) | 0);
  return leftMs <= 0 ? current : current + Math.floor((previous * leftMs) / periodMs);
}

function rotate(words: Int32Array, at: number, periodMs: number, now: number): void {
  const ageMs = (now - words[at]!) | 0;
  if (ageMs >= 0 && ageMs < periodMs) return;
  const isNext = ageMs >= 0 && ageMs < 2 * periodMs;
  words[at + 2] = isNext ? words[at + 1]! : 0;
  words[at + 1] = 0;
  words[at] = isNext ? words[at]! + periodMs : now;
}
