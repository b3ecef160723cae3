/** Indexes of text keys: exact ones, and beginnings, of which the longest wins (manual 7.3.1 `map_str`, `map_beg`). */
import type { MapEntry } from '../map-store.js';
import type { Value } from '../value.js';
import type { MapIndex } from './index-of-map.js';
import { EntryList } from './index-of-map.js';

export class ExactIndex implements MapIndex {
  #entries: EntryList;

  constructor() {
    this.#entries = new EntryList();
  }

  add(entry: MapEntry): void {
    this.#entries.add(entry.key, entry);
  }

  remove(entry: MapEntry): void {
    this.#entries.remove(entry.key, entry);
  }

  clear(): void {
    this.#entries = new EntryList();
  }

  find(value: Value): MapEntry | undefined {
    return this.#entries.first(value as string);
  }
}

/** One table per length of keys. */
export class PrefixIndex implements MapIndex {
  readonly #byLength: Map<number, EntryList>;
  /** Lengths there are, longest first. */
  #lengths: number[];

  constructor() {
    this.#byLength = new Map();
    this.#lengths = [];
  }

  add(entry: MapEntry): void {
    const { length } = entry.key;
    let list = this.#byLength.get(length);
    if (list === undefined) {
      list = new EntryList();
      this.#byLength.set(length, list);
      this.#lengths = [...this.#byLength.keys()].sort((a, b) => b - a);
    }
    list.add(entry.key, entry);
  }

  remove(entry: MapEntry): void {
    const { length } = entry.key;
    const list = this.#byLength.get(length);
    list?.remove(entry.key, entry);
    if (list?.isEmpty !== true) return;
    this.#byLength.delete(length);
    this.#lengths = this.#lengths.filter((other) => other !== length);
  }

  clear(): void {
    this.#byLength.clear();
    this.#lengths = [];
  }

  find(value: Value): MapEntry | undefined {
    const text = value as string;
    for (const length of this.#lengths) {
      if (length > text.length) continue;
      const entry = this.#byLength.get(length)!.first(length === text.length ? text : text.slice(0, length));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }
}
