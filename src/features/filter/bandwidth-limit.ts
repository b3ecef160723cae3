/**
 * Bandwidth limits (manual 9.7): so many bytes per period go on, counted over a sliding window. A limit of one stream counts
 * for itself; a shared one counts in a stick table and gives each stream of an entry an equal part.
 */
import { Frequency } from '../../base/frequency.js';
import type { Filter, FlowSide, FlowWorker } from '../../model/filter.js';
import type { DataCode, StickTable } from '../../model/stick-table.js';

const NEVER = Number.POSITIVE_INFINITY;

/** Where the bytes of a limit are counted. */
export interface ByteMeter {
  readonly limitBytes: number;
  readonly periodMs: number;
  /** Streams that share the limit, this one included. */
  readonly users: number;
  /** Bytes of the window that ends now. */
  read(nowMs: number): number;
  add(sizeBytes: number, nowMs: number): void;
  close?(): void;
}

/** Counts for one stream. */
export class StreamMeter implements ByteMeter {
  readonly limitBytes: number;
  readonly users = 1;
  readonly #rate: Frequency;

  constructor(limitBytes: number, periodMs: number) {
    this.limitBytes = limitBytes;
    this.#rate = new Frequency(periodMs);
  }

  get periodMs(): number {
    return this.#rate.periodMs;
  }

  read(nowMs: number): number {
    return this.#rate.read(nowMs);
  }

  add(sizeBytes: number, nowMs: number): void {
    this.#rate.add(sizeBytes, nowMs);
  }
}

/** Counts in an entry of a stick table, which it holds until it is closed. */
export class SharedMeter implements ByteMeter {
  readonly limitBytes: number;
  readonly periodMs: number;
  readonly #table: StickTable;
  readonly #entry: number;
  readonly #rate: DataCode;
  #isOpen: boolean;

  constructor(limitBytes: number, periodMs: number, table: StickTable, entry: number, rate: DataCode) {
    this.limitBytes = limitBytes;
    this.periodMs = periodMs;
    this.#table = table;
    this.#entry = entry;
    this.#rate = rate;
    this.#isOpen = true;
    table.hold(entry);
  }

  get users(): number {
    return Math.max(1, this.#table.holders(this.#entry));
  }

  read(): number {
    return (this.#table.read(this.#entry, this.#rate, 0) ?? 0) * this.#table.config.byteRateFactor;
  }

  add(sizeBytes: number): void {
    this.#table.add(this.#entry, this.#rate, 0, sizeBytes);
    this.#table.touch(this.#entry);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#table.touch(this.#entry);
    this.#table.release(this.#entry);
  }
}

export class BandwidthLimit implements FlowWorker {
  readonly filter: Filter;
  readonly side: FlowSide;
  readonly #minBytes: number;
  #meter: ByteMeter;
  wakeAtMs: number;

  constructor(filter: Filter, side: FlowSide, minBytes: number, meter: ByteMeter) {
    this.filter = filter;
    this.side = side;
    this.#minBytes = minBytes;
    this.#meter = meter;
    this.wakeAtMs = NEVER;
  }

  /** Another limit from now on. */
  change(meter: ByteMeter): void {
    this.#meter.close?.();
    this.#meter = meter;
    this.wakeAtMs = NEVER;
  }

  admit(sizeBytes: number, isLast: boolean, nowMs: number): number {
    if (this.wakeAtMs !== NEVER && nowMs < this.wakeAtMs) return 0;
    this.wakeAtMs = NEVER;
    const meter = this.#meter;
    const spare = meter.limitBytes - meter.read(nowMs);
    const share = spare <= 0 ? 0 : Math.ceil(spare / meter.users);
    const size = this.#sizeOf(sizeBytes, isLast, spare, share);
    if (size > 0) meter.add(size, nowMs);
    // Who took more than its share waits for it; all others until something is worth being sent.
    if (size < sizeBytes) this.wakeAtMs = nowMs + this.#waitMs(sizeBytes - size, Math.max(0, size - share), nowMs);
    return size;
  }

  /** Small pieces are not worth a packet: `min-size` goes at once where the limit has room for it, or nothing. */
  #sizeOf(sizeBytes: number, isLast: boolean, spare: number, share: number): number {
    if (share >= sizeBytes) return sizeBytes;
    const least = Math.min(this.#minBytes, this.#meter.limitBytes);
    if (share >= least) return share;
    if (isLast && sizeBytes <= least) return spare >= sizeBytes ? sizeBytes : 0;
    return spare >= least ? Math.min(least, sizeBytes) : 0;
  }

  #waitMs(leftBytes: number, aheadBytes: number, nowMs: number): number {
    const { limitBytes, periodMs, users } = this.#meter;
    const least = Math.min(Math.max(1, Math.min(leftBytes, this.#minBytes)), limitBytes);
    const missing = this.#meter.read(nowMs) - limitBytes + (least + aheadBytes) * users;
    return Math.min(Math.max(1, Math.ceil((missing * periodMs) / limitBytes)), periodMs);
  }

  close(): void {
    this.#meter.close?.();
  }
}
