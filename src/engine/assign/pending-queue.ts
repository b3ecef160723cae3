/** Streams that wait for a server, by priority class, then by time of arrival moved by their offset (manual 4.4). */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Waiter } from './dispatcher.js';

/** A stream in a queue; leaves it by being served, by its time limit, or by giving up. */
export class Pending implements TimeoutHandler {
  readonly waiter: Waiter;
  readonly queue: PendingQueue;
  readonly class: number;
  readonly orderMs: number;
  /** How many had left the queue when it came. */
  readonly servedBefore: number;
  readonly timer: TimerEntry;

  constructor(waiter: Waiter, queue: PendingQueue) {
    const { priorityClass = 0, priorityOffsetMs = 0 } = waiter.state;
    this.waiter = waiter;
    this.queue = queue;
    this.class = priorityClass;
    this.orderMs = nowMs() + priorityOffsetMs;
    this.servedBefore = queue.servedCount;
    this.timer = new TimerEntry(this);
  }

  onTimeout(): void {
    this.queue.remove(this);
    this.waiter.onQueueTimeout();
  }
}

/** Whether `a` is served before `b`. */
export function isBefore(a: Pending, b: Pending): boolean {
  return a.class === b.class ? a.orderMs <= b.orderMs : a.class < b.class;
}

/** One queue of a server, or of a backend for streams that may go to any of its servers. */
export class PendingQueue {
  readonly #isShared: boolean;
  readonly #list: Pending[];
  readonly #onLength: (length: number) => void;
  readonly #byWaiter: Map<Waiter, Pending>;
  servedCount: number;

  /**
   * @param isShared  of a backend, not of a server
   * @param onLength  told of every change: counters of servers and backends show it
   */
  constructor(isShared: boolean, onLength: (length: number) => void) {
    this.#isShared = isShared;
    this.#list = [];
    this.#onLength = onLength;
    this.#byWaiter = new Map();
    this.servedCount = 0;
  }

  get length(): number {
    return this.#list.length;
  }

  get head(): Pending | undefined {
    return this.#list[0];
  }

  /** Puts a waiter in its place. `timeoutMs` undefined: it waits as long as it takes. */
  add(waiter: Waiter, timeoutMs: number | undefined): void {
    const pending = new Pending(waiter, this);
    let at = this.#list.length;
    while (at > 0 && !isBefore(this.#list[at - 1]!, pending)) at--;
    this.#list.splice(at, 0, pending);
    this.#byWaiter.set(waiter, pending);
    if (timeoutMs !== undefined) timers.arm(pending.timer, nowMs(), timeoutMs);
    this.#onLength(this.#list.length);
  }

  /** Takes one out and notes its place; it counts as served for those behind it if `served`. */
  remove(pending: Pending, served = false): void {
    const at = this.#list.indexOf(pending);
    if (at < 0) return;
    const { state } = pending.waiter;
    const position = this.servedCount - pending.servedBefore + 1;
    if (this.#isShared) state.backendQueuePosition += position;
    else state.serverQueuePosition += position;
    if (served) this.servedCount++;
    this.#list.splice(at, 1);
    this.#byWaiter.delete(pending.waiter);
    timers.disarm(pending.timer);
    this.#onLength(this.#list.length);
  }

  /** Takes out a waiter that gave up; false if it is not here. */
  abandon(waiter: Waiter): boolean {
    const pending = this.#byWaiter.get(waiter);
    if (!pending) return false;
    this.remove(pending);
    return true;
  }

  /** Empties the queue and gives what was in it, in order. */
  drain(): Pending[] {
    const all = [...this.#list];
    for (const pending of all) this.remove(pending);
    return all;
  }
}
