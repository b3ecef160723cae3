/** Time limits of a session: its greeting, signs of life on our side, silence on the other (peers.txt, "Heartbeat"). */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';

/** A connection that does not get through its greeting is closed. */
const GREETING_MS = 5000;
/** Silence on our side after which a sign of life is sent; on the other side, after which it counts as dead. */
const HEARTBEAT_MS = 3000;
const DEAD_MS = 5000;
/** A timer that comes this late tells of a stall of our own. */
const STALL_MS = 1000;

/** Who acts when a limit is reached. */
export interface ClockOwner {
  /** Nothing was said for too long. */
  onHeartbeatDue(): void;
  /** Nothing was heard for too long: in the greeting, or later. */
  onSilence(running: boolean): void;
}

export class SessionClock implements TimeoutHandler {
  readonly #owner: ClockOwner;
  readonly #silence: TimerEntry;
  readonly #heartbeat: TimerEntry;
  #running: boolean;
  #sentAtMs: number;
  #heardAtMs: number;

  constructor(owner: ClockOwner) {
    this.#owner = owner;
    this.#silence = new TimerEntry(this);
    this.#heartbeat = new TimerEntry(this);
    this.#running = false;
    this.#sentAtMs = 0;
    this.#heardAtMs = 0;
    timers.arm(this.#silence, nowMs(), GREETING_MS);
  }

  /** When the next sign of life is due. */
  get heartbeatAtMs(): number {
    return this.#sentAtMs + HEARTBEAT_MS;
  }

  get deadAtMs(): number {
    return this.#heardAtMs + DEAD_MS;
  }

  /** The greeting is over. */
  start(): void {
    const now = nowMs();
    this.#running = true;
    this.#sentAtMs = now;
    this.#heardAtMs = now;
    timers.arm(this.#silence, now, DEAD_MS);
    timers.arm(this.#heartbeat, now, HEARTBEAT_MS);
  }

  sent(): void {
    this.#sentAtMs = nowMs();
  }

  heard(): void {
    this.#heardAtMs = nowMs();
  }

  stop(): void {
    timers.remove(this.#silence);
    timers.remove(this.#heartbeat);
  }

  onTimeout(timer: TimerEntry): void {
    const now = nowMs();
    if (timer === this.#heartbeat) this.#beat(now);
    else this.#onSilence(now);
  }

  #beat(now: number): void {
    if (this.heartbeatAtMs <= now) {
      this.#owner.onHeartbeatDue();
      this.#sentAtMs = now;
    }
    timers.arm(this.#heartbeat, now, Math.max(1, this.heartbeatAtMs - now));
  }

  #onSilence(now: number): void {
    const leftMs = this.deadAtMs - now;
    const stalled = leftMs < -STALL_MS;
    if (this.#running && (leftMs > 0 || stalled)) {
      if (stalled) this.#heardAtMs = now;
      timers.arm(this.#silence, now, Math.max(1, this.deadAtMs - now));
    } else this.#owner.onSilence(this.#running);
  }
}
