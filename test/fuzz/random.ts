/** Random texts that are the same in every run. */

/** Gives numbers in [0, 1). */
export type Random = () => number;

/** A generator of its own (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0, below `limit`. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)]!;
}

/** A text of up to `length` pieces. */
export function randomText(random: Random, pieces: readonly string[], length: number): string {
  let text = '';
  for (let count = below(random, length + 1); count > 0; count--) text += pick(random, pieces);
  return text;
}
