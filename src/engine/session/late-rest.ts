/**
 * Clients that could not rest when their request was over, as its last bytes were on their way: TLS hands records to the
 * kernel a moment after they were written. All of them are looked at again a second later, so that a busy client costs a
 * look per second.
 */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';

const LATER_MS = 1000;

/** Who may rest later. */
export interface LateSleeper {
  /** Whether it is among those that are looked at. */
  restsLater: boolean;
  /** Rests, if there is still nothing to do. */
  restIfIdle(): void;
}

class LateRest implements TimeoutHandler {
  readonly #timer: TimerEntry;
  #sleepers: LateSleeper[];

  constructor() {
    this.#timer = new TimerEntry(this);
    this.#sleepers = [];
  }

  add(sleeper: LateSleeper): void {
    if (sleeper.restsLater) return;
    sleeper.restsLater = true;
    this.#sleepers.push(sleeper);
    if (!this.#timer.armed) timers.arm(this.#timer, nowMs(), LATER_MS);
  }

  onTimeout(): void {
    const sleepers = this.#sleepers;
    this.#sleepers = [];
    for (const sleeper of sleepers) {
      sleeper.restsLater = false;
      sleeper.restIfIdle();
    }
  }
}

/** Those of this thread. */
export const lateRest: LateRest = new LateRest();
