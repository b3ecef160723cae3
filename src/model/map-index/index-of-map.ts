/** Indexes of maps: how a value finds the entry whose key matches it. Each keeps up with changes of its map. */
import type { MapEntry } from '../map-store.js';
import type { Value } from '../value.js';

/** A key that cannot be used with a match method. */
export class BadKey extends Error {}

export interface MapIndex {
  /** Throws {@link BadKey}. */
  add(entry: MapEntry): void;
  remove(entry: MapEntry): void;
  clear(): void;
  /** The entry that matches best, or first. */
  find(value: Value): MapEntry | undefined;
}

/** Entries under one key in their order; mostly one. */
export class EntryList<K = string> {
  readonly #map: Map<K, MapEntry | MapEntry[]>;

  constructor() {
    this.#map = new Map();
  }

  first(key: K): MapEntry | undefined {
    const found = this.#map.get(key);
    return Array.isArray(found) ? found[0] : found;
  }

  add(key: K, entry: MapEntry): void {
    const found = this.#map.get(key);
    if (found === undefined) this.#map.set(key, entry);
    else if (Array.isArray(found)) found.push(entry);
    else this.#map.set(key, [found, entry]);
  }

  remove(key: K, entry: MapEntry): void {
    const found = this.#map.get(key);
    if (!Array.isArray(found)) {
      if (found === entry) this.#map.delete(key);
      return;
    }
    const rest = found.filter((other) => other !== entry);
    if (rest.length === 0) this.#map.delete(key);
    else this.#map.set(key, rest);
  }

  get isEmpty(): boolean {
    return this.#map.size === 0;
  }
}
