/** Random choices that a seed reproduces. */
import { seeded } from '../../fuzz/random.js';

export class Pick {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** From `low` to `high`, ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Up to `most` of them, joined. */
  joined(list: readonly string[], most: number, separator = ''): string {
    return Array.from({ length: this.below(most + 1) }, () => this.of(list)).join(separator);
  }
}
