/**
 * One coarse wheel for all time limits of a thread. Setting or moving a limit is one store (`expireMs`); an entry whose
 * limit moved on is put where it now belongs only when its slot comes up. Entries are links of doubly linked lists, so
 * that arming and dropping need no memory. One timer sleeps until the next occupied slot; an empty wheel has none.
 */
import { preciseNowMs } from './clock.js';

const TICK_MS = 8;
/** A turn of the wheel is 65 s; longer limits pass by several times, which costs one look per turn. */
const SLOTS = 8192;
/** One bit per slot says whether it may hold something: sleeping until the next one costs a short scan. */
const WORDS = SLOTS / 32;
const NEVER = Number.POSITIVE_INFINITY;

/** Who is told when a limit is reached. */
export interface TimeoutHandler {
  /** The limit has passed; the entry is disarmed and may be armed again. */
  onTimeout(entry: TimerEntry): void;
}

/** A limit; its owner keeps it for life and arms it again and again. */
export class TimerEntry {
  readonly handler: TimeoutHandler;
  /** Monotonic time of the limit, see `nowMs`. `Infinity`: disarmed. May be moved later by a plain store. */
  expireMs: number;
  /** Absolute tick of the slot that holds the entry; -1: not in the wheel. */
  tick: number;
  next: TimerEntry | undefined;
  previous: TimerEntry | undefined;

  constructor(handler: TimeoutHandler) {
    this.handler = handler;
    this.expireMs = NEVER;
    this.tick = -1;
    this.next = undefined;
    this.previous = undefined;
  }

  get armed(): boolean {
    return this.expireMs !== NEVER;
  }
}

/** The wheel. One per thread: {@link timers}. */
export class TimerWheel {
  readonly #slots: (TimerEntry | undefined)[];
  readonly #occupied: Int32Array;
  readonly #clock: () => number;
  readonly #onTimer: () => void;
  /** Head of the list that is being served. */
  readonly #served: TimerEntry;
  #count: number;
  /** The first tick that was not served yet. */
  #tick: number;
  /** The tick that the timer waits for. */
  #wakeTick: number;
  #timer: NodeJS.Timeout | undefined;

  /** `clock` gives monotonic milliseconds. */
  constructor(clock: () => number = preciseNowMs) {
    this.#slots = new Array<TimerEntry | undefined>(SLOTS).fill(undefined);
    this.#occupied = new Int32Array(WORDS);
    this.#clock = clock;
    this.#onTimer = () => {
      this.#timer = undefined;
      this.#wakeTick = NEVER;
      this.advance();
    };
    this.#served = new TimerEntry({ onTimeout: () => {} });
    this.#count = 0;
    this.#tick = 0;
    this.#wakeTick = NEVER;
    this.#timer = undefined;
  }

  /** Entries in the wheel, disarmed ones whose slot has not come up included. */
  get size(): number {
    return this.#count;
  }

  /**
   * Arms or moves a limit. A later limit than before is one store; an earlier one moves the entry. Zero, negative and
   * infinite times disarm.
   */
  arm(entry: TimerEntry, nowMs: number, delayMs: number): void {
    if (!(delayMs > 0) || delayMs === NEVER) {
      entry.expireMs = NEVER;
      return;
    }
    const expireMs = nowMs + delayMs;
    entry.expireMs = expireMs;
    if (entry.tick >= 0) {
      if (expireMs >= entry.tick * TICK_MS) return;
      this.#unlink(entry);
    }
    this.#link(entry);
  }

  /** Disarms without touching the wheel: for limits that will be armed again. */
  disarm(entry: TimerEntry): void {
    entry.expireMs = NEVER;
  }

  /** Disarms and takes the entry out of the wheel: at the end of its owner's life. */
  remove(entry: TimerEntry): void {
    entry.expireMs = NEVER;
    if (entry.tick >= 0) this.#unlink(entry);
    if (this.#count === 0) this.#sleep();
  }

  /** Serves all ticks that have passed. Called by the timer, and by tests that bring their own clock. */
  advance(): void {
    const nowMs = this.#clock();
    const last = Math.floor(nowMs / TICK_MS);
    // After a long stall every slot is looked at once, not once per missed turn.
    const first = Math.max(this.#tick, last - SLOTS + 1);
    this.#tick = last + 1;
    for (let tick = first; tick <= last; tick++) {
      const slot = tick % SLOTS;
      if (this.#slots[slot] !== undefined) this.#serve(slot, nowMs);
      this.#occupied[slot >> 5]! &= ~(1 << (slot & 31));
    }
    this.#sleep();
  }

  #serve(slot: number, nowMs: number): void {
    const head = this.#served;
    head.next = this.#slots[slot];
    head.next!.previous = head;
    // The list is cut off first: handlers may arm, move and remove entries, also those that are still to come.
    this.#slots[slot] = undefined;
    for (let entry = head.next; entry !== undefined; entry = head.next) {
      this.#unlink(entry);
      if (entry.expireMs === NEVER) continue;
      if (entry.expireMs > nowMs) this.#link(entry);
      else {
        entry.expireMs = NEVER;
        entry.handler.onTimeout(entry);
      }
    }
  }

  #link(entry: TimerEntry): void {
    if (this.#count === 0) this.#tick = Math.floor(this.#clock() / TICK_MS);
    const tick = Math.max(Math.ceil(entry.expireMs / TICK_MS), this.#tick);
    const slot = tick % SLOTS;
    const first = this.#slots[slot];
    entry.tick = tick;
    entry.next = first;
    if (first !== undefined) first.previous = entry;
    this.#slots[slot] = entry;
    this.#occupied[slot >> 5]! |= 1 << (slot & 31);
    this.#count++;
    if (tick < this.#wakeTick) this.#wakeAt(tick);
  }

  #unlink(entry: TimerEntry): void {
    const slot = entry.tick % SLOTS;
    if (entry.previous !== undefined) entry.previous.next = entry.next;
    else if (this.#slots[slot] === entry) this.#slots[slot] = entry.next;
    if (entry.next !== undefined) entry.next.previous = entry.previous;
    entry.next = undefined;
    entry.previous = undefined;
    entry.tick = -1;
    this.#count--;
  }

  #sleep(): void {
    if (this.#count > 0) {
      const tick = this.#nextOccupied();
      if (tick !== this.#wakeTick) this.#wakeAt(tick);
      return;
    }
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wakeTick = NEVER;
  }

  #wakeAt(tick: number): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#wakeTick = tick;
    this.#timer = setTimeout(this.#onTimer, Math.max(1, Math.ceil(tick * TICK_MS - this.#clock())));
  }

  /** First tick from now on whose slot is marked. */
  #nextOccupied(): number {
    const start = this.#tick % SLOTS;
    for (let step = 0; step <= WORDS; step++) {
      const index = ((start >> 5) + step) % WORDS;
      // In the first word only bits from the start on count; they come last when the scan arrives there again.
      const word = step === 0 ? this.#occupied[index]! & (-1 << (start & 31)) : this.#occupied[index]!;
      if (word === 0) continue;
      const slot = index * 32 + 31 - Math.clz32(word & -word);
      return this.#tick + ((slot - start + SLOTS) % SLOTS);
    }
    return this.#tick + SLOTS;
  }
}

/** The wheel of this thread. */
export const timers: TimerWheel = new TimerWheel();
