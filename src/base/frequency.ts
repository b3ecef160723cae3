/**
 * Events per period over a sliding window, in two counters: what the current period has, plus the share of the previous
 * period that the window still covers (the arithmetic behind HAProxy's rates and `*_rate` stick-table data).
 */
export class Frequency {
  readonly periodMs: number;
  #startMs: number;
  #current: number;
  #previous: number;

  constructor(periodMs = 1000) {
    this.periodMs = periodMs;
    this.#startMs = 0;
    this.#current = 0;
    this.#previous = 0;
  }

  /** Counts `count` events at `nowMs` (monotonic); returns the events of the current period. */
  add(count: number, nowMs: number): number {
    this.#rotate(nowMs);
    this.#current += count;
    return this.#current;
  }

  /** Events in the period that ends at `nowMs`. */
  read(nowMs: number): number {
    this.#rotate(nowMs);
    // One event per period and less would flap between 0 and 1.
    if (this.#current === 0 && this.#previous <= 1) return this.#previous;
    return this.#current + this.#pastShare(nowMs);
  }

  /** How many events may still happen now without the rate passing `limit`; `pending` are announced already. */
  remaining(limit: number, pending: number, nowMs: number): number {
    this.#rotate(nowMs);
    const used = this.#current + pending + this.#pastShare(nowMs);
    return used >= limit ? 0 : limit - used;
  }

  /** Milliseconds until the next event keeps the rate at `limit`; 0: it may happen now. */
  nextDelayMs(limit: number, pending: number, nowMs: number): number {
    this.#rotate(nowMs);
    if (limit <= 0) return this.periodMs;
    const used = this.#current + pending + this.#pastShare(nowMs);
    if (used < limit) return 0;
    const eventMs = this.periodMs / limit;
    const waitMs = Math.ceil((used - limit + 1) * eventMs);
    return Math.min(Math.max(waitMs, 1), this.periodMs);
  }

  clear(): void {
    this.#startMs = 0;
    this.#current = 0;
    this.#previous = 0;
  }

  #pastShare(nowMs: number): number {
    const leftMs = this.#startMs + this.periodMs - nowMs;
    return leftMs <= 0 ? 0 : Math.trunc((this.#previous * leftMs) / this.periodMs);
  }

  #rotate(nowMs: number): void {
    const ageMs = nowMs - this.#startMs;
    if (ageMs < this.periodMs) return;
    // Nothing of a period that ended more than one period ago is left in the window.
    this.#previous = ageMs < 2 * this.periodMs ? this.#current : 0;
    this.#current = 0;
    this.#startMs = ageMs < 2 * this.periodMs ? this.#startMs + this.periodMs : nowMs;
  }
}
