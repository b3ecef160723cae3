/** `sample <ranges>:<size>` of a log line (manual 4.2): which of the lines are sent. */
import type { LogSample } from '../model/log-target.js';

/** Counts lines in periods of `size`; each `log` line of each proxy has its own count, as in HAProxy. */
export class Sampler {
  readonly #chosen: readonly boolean[];
  #at: number;

  constructor(sample: LogSample) {
    const chosen: boolean[] = new Array(sample.size).fill(false);
    for (const { low, high } of sample.ranges) chosen.fill(true, low - 1, high);
    this.#chosen = chosen;
    this.#at = 0;
  }

  /** Counts one line; says whether it is in a range. */
  take(): boolean {
    const chosen = this.#chosen[this.#at] as boolean;
    this.#at = this.#at + 1 === this.#chosen.length ? 0 : this.#at + 1;
    return chosen;
  }
}
