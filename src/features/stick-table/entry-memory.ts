/**
 * The flat memory of a stick table: entries side by side in one buffer, which grows as a whole, and the data of one entry in
 * it: numbers, sums and rates.
 */
import type { DataCode, StickTableConfig, StoredData } from '../../model/stick-table.js';
import { dataCode } from '../../model/stick-table.js';
import { type Layout, layOut, widthOf } from './layout.js';
import { addToRate, readRate } from './rate.js';

/** Memory that is asked for at once: the system gives pages only when they are written, so that nothing need be moved. */
const RESERVED_BYTES = 64 << 20;

export class EntryMemory {
  readonly #config: StickTableConfig;
  readonly #clock: () => number;
  data: readonly StoredData[];
  layout: Layout;
  /** Words of an entry. */
  stride: number;
  /** One buffer as words, as sums, as bytes. */
  words: Int32Array;
  #sums: Float64Array;
  bytes: Uint8Array;
  /** Entries that fit; 0 until the first one is made. */
  capacity: number;

  /** @param clock monotonic milliseconds, whole */
  constructor(config: StickTableConfig, clock: () => number) {
    this.#config = config;
    this.#clock = clock;
    this.data = sorted(config.data);
    this.layout = layOut(config, this.data);
    this.stride = this.layout.stride;
    this.words = new Int32Array(0);
    this.#sums = new Float64Array(0);
    this.bytes = new Uint8Array(0);
    this.capacity = 0;
  }

  /** Stores one more type. */
  extend(stored: StoredData): void {
    this.data = sorted([...this.data, stored]);
    this.layout = layOut(this.#config, this.data);
    this.stride = this.layout.stride;
  }

  /** Room for the whole table if it is small enough, else for twice what there was. */
  grow(): void {
    const { stride } = this;
    const atOnce = Math.floor(RESERVED_BYTES / (stride * 4));
    const capacity = Math.min(this.#config.size, Math.max(atOnce, this.capacity * 2));
    const words = new Int32Array(capacity * stride);
    words.set(this.words);
    this.words = words;
    this.#sums = new Float64Array(words.buffer);
    this.bytes = new Uint8Array(words.buffer);
    this.capacity = capacity;
  }

  stores(code: DataCode, index: number): boolean {
    return index < this.layout.count[code]! && index >= 0;
  }

  /** The first word of an element. */
  #at(entry: number, code: DataCode, index: number): number {
    const { start, kind } = this.layout;
    return entry * this.stride + start[code]! + (index === 0 ? 0 : index * widthOf(kind[code]!));
  }

  read(entry: number, code: DataCode, index: number): number | undefined {
    if (!this.stores(code, index)) return undefined;
    const at = this.#at(entry, code, index);
    switch (this.layout.kind[code]!) {
      case 'number':
      case 'server-key':
        return this.words[at]! >>> 0;
      case 'sum':
        return this.#sums[at >> 1]!;
      case 'rate':
        return readRate(this.words, at, this.layout.periodMs[code]!, this.#clock()) * this.layout.factor[code]!;
    }
  }

  add(entry: number, code: DataCode, index: number, by: number): number | undefined {
    if (!this.stores(code, index)) return undefined;
    const at = this.#at(entry, code, index);
    switch (this.layout.kind[code]!) {
      case 'number':
      case 'server-key': {
        const value = (this.words[at]! + by) | 0;
        this.words[at] = value;
        return value >>> 0;
      }
      case 'sum': {
        const sum = this.#sums[at >> 1]! + by;
        this.#sums[at >> 1] = sum;
        return sum;
      }
      case 'rate': {
        const events = Math.ceil(by / this.layout.factor[code]!);
        return addToRate(this.words, at, this.layout.periodMs[code]!, events, this.#clock());
      }
    }
  }

  write(entry: number, code: DataCode, index: number, value: number): void {
    if (!this.stores(code, index)) return;
    const at = this.#at(entry, code, index);
    switch (this.layout.kind[code]!) {
      case 'number':
      case 'server-key':
        this.words[at] = value;
        return;
      case 'sum':
        this.#sums[at >> 1] = value;
        return;
      case 'rate':
        this.words[at] = this.#clock();
        this.words[at + 1] = value;
        this.words[at + 2] = 0;
    }
  }

  ratePart(entry: number, code: DataCode, index: number, part: 0 | 1 | 2): number {
    const word = this.words[this.#at(entry, code, index) + part]!;
    return (part === 0 ? this.#clock() - word : word) >>> 0;
  }

  writeRate(entry: number, code: DataCode, index: number, ageMs: number, current: number, previous: number): void {
    if (!this.stores(code, index)) return;
    const at = this.#at(entry, code, index);
    this.words[at] = this.#clock() - ageMs;
    this.words[at + 1] = current;
    this.words[at + 2] = previous;
  }
}

function sorted(data: readonly StoredData[]): readonly StoredData[] {
  return [...data].sort((a, b) => dataCode(a.type) - dataCode(b.type));
}
