/** Where the entry of a key is: open addressing with linear probing over numbers of entries, at most half full. */
import { NO_ENTRY } from '../../model/stick-table.js';
import type { KeyBuffer } from './key.js';
import { KEY, LENGTH } from './layout.js';

export class EntryIndex {
  /** Number of an entry plus one; 0 = empty. */
  readonly #slots: Int32Array;
  /** Upper bits of the hash beside the number: most keys that differ are told apart without touching their entries. */
  readonly #hashes: Int32Array;
  readonly #mask: number;

  constructor(capacity: number) {
    let size = 16;
    while (size < capacity * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#hashes = new Int32Array(size);
    this.#mask = size - 1;
  }

  find(key: KeyBuffer, words: Int32Array, stride: number): number {
    const { hash, used, length } = key;
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const slot = this.#slots[at]!;
      if (slot === 0) return NO_ENTRY;
      if (this.#hashes[at] !== hash) continue;
      const base = (slot - 1) * stride;
      if (words[base + LENGTH] !== length + 1) continue;
      let word = 0;
      while (word < used && words[base + KEY + word] === key.words[word]) word++;
      if (word === used) return slot - 1;
    }
  }

  add(entry: number, hash: number): void {
    let at = hash & this.#mask;
    while (this.#slots[at] !== 0) at = (at + 1) & this.#mask;
    this.#slots[at] = entry + 1;
    this.#hashes[at] = hash;
  }

  /** Takes an entry out and moves those behind it up, so that no look-up ends too early. */
  remove(entry: number, hash: number): void {
    let hole = hash & this.#mask;
    while (this.#slots[hole] !== entry + 1) hole = (hole + 1) & this.#mask;
    for (let at = (hole + 1) & this.#mask; this.#slots[at] !== 0; at = (at + 1) & this.#mask) {
      const home = this.#hashes[at]! & this.#mask;
      // Stays if its home lies behind the hole.
      if (((at - home) & this.#mask) < ((at - hole) & this.#mask)) continue;
      this.#slots[hole] = this.#slots[at]!;
      this.#hashes[hole] = this.#hashes[at]!;
      hole = at;
    }
    this.#slots[hole] = 0;
  }
}
