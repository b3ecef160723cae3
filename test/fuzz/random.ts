/** Random texts that are the same in every run. */

/** A generator of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A text of up to `length` pieces. */
export function randomText(random: () => number, pieces: readonly string[], length: number): string {
  let text = '';
  for (let count = Math.floor(random() * (length + 1)); count > 0; count--) {
    text += pieces[Math.floor(random() * pieces.length)];
  }
  return text;
}
