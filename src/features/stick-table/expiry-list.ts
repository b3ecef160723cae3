/**
 * The entries of a stick table by the time at which they end, soonest first: a list through their memory. Entries that live
 * equally long go to its end when they are touched; one that is learnt from a peer has its place looked for.
 */
import type { EntryMemory } from './entry-memory.js';
import { EXPIRY, NEXT, PREVIOUS } from './layout.js';

/** How far the place of a learnt entry is looked for; entries come in order, mostly. */
const SEARCH_MAX = 256;

export class ExpiryList {
  readonly #memory: EntryMemory;
  /** Both ends, plus one; 0 = none. */
  #oldest: number;
  #newest: number;
  /** The entry that was learnt last, plus one: the next one belongs behind it, mostly. */
  #learnt: number;

  constructor(memory: EntryMemory) {
    this.#memory = memory;
    this.#oldest = 0;
    this.#newest = 0;
    this.#learnt = 0;
  }

  /** The entry that ends first, or -1. */
  get oldest(): number {
    return this.#oldest - 1;
  }

  /** Writes all entries, in order. */
  copyTo(listed: Int32Array): void {
    const { words, stride } = this.#memory;
    let count = 0;
    for (let at = this.#oldest; at !== 0; at = words[(at - 1) * stride + NEXT]!) listed[count++] = at - 1;
  }

  /** Puts an entry at the end. */
  append(entry: number): void {
    const { words, stride } = this.#memory;
    const base = entry * stride;
    words[base + PREVIOUS] = this.#newest;
    words[base + NEXT] = 0;
    if (this.#newest === 0) this.#oldest = entry + 1;
    else words[(this.#newest - 1) * stride + NEXT] = entry + 1;
    this.#newest = entry + 1;
  }

  /** Takes an entry out. */
  remove(entry: number): void {
    if (this.#learnt === entry + 1) this.#learnt = 0;
    this.#unlink(entry);
  }

  /** Moves an entry to the end. */
  renew(entry: number): void {
    if (this.#newest === entry + 1) return;
    this.#unlink(entry);
    this.append(entry);
  }

  /** Gives an entry another end of life, which may be before that of others, and moves it there. */
  place(entry: number, expiry: number): void {
    const { words, stride } = this.#memory;
    this.#unlink(entry);
    words[entry * stride + EXPIRY] = expiry;
    this.#insertBehind(entry, this.#placeOf(expiry, entry));
    this.#learnt = entry + 1;
  }

  #unlink(entry: number): void {
    const { words, stride } = this.#memory;
    const base = entry * stride;
    const previous = words[base + PREVIOUS]!;
    const next = words[base + NEXT]!;
    if (previous === 0) this.#oldest = next;
    else words[(previous - 1) * stride + NEXT] = next;
    if (next === 0) this.#newest = previous;
    else words[(next - 1) * stride + PREVIOUS] = previous;
  }

  /** The last entry that ends no later, plus one; looked for from the one that was learnt before, not too far. */
  #placeOf(expiry: number, self: number): number {
    const { words, stride } = this.#memory;
    const isLater = (at: number) => ((words[(at - 1) * stride + EXPIRY]! - expiry) | 0) > 0;
    const start = this.#learnt === 0 || this.#learnt === self + 1 ? this.#newest : this.#learnt;
    let at = start;
    for (let steps = 0; at !== 0 && isLater(at) && steps < SEARCH_MAX; steps++)
      at = words[(at - 1) * stride + PREVIOUS]!;
    if (at !== start) return at;
    for (let steps = 0; at !== 0 && steps < SEARCH_MAX; steps++) {
      const next = words[(at - 1) * stride + NEXT]!;
      if (next === 0 || isLater(next)) break;
      at = next;
    }
    return at;
  }

  /** Puts it into the list behind another one, given plus one; 0 = in front. */
  #insertBehind(entry: number, at: number): void {
    const { words, stride } = this.#memory;
    const base = entry * stride;
    const next = at === 0 ? this.#oldest : words[(at - 1) * stride + NEXT]!;
    words[base + PREVIOUS] = at;
    words[base + NEXT] = next;
    if (at === 0) this.#oldest = entry + 1;
    else words[(at - 1) * stride + NEXT] = entry + 1;
    if (next === 0) this.#newest = entry + 1;
    else words[(next - 1) * stride + PREVIOUS] = entry + 1;
  }
}
