/**
 * A stick table in flat memory: entries in one buffer, found through an index with open addressing, in a list by the time of
 * their expiry. No object per entry; everything is numbers in typed arrays, which threads could share behind a lock.
 *
 * Invariants: all entries of a table live equally long, so that the list is in order of expiry when what is touched goes to its
 * end; entries that are held stay whatever their expiry says. Expired entries go when they are met: by who looks for them,
 * by who makes a new one, by who counts them.
 */
import { latin1Slice } from '../../base/bytes.js';
import { nowMs } from '../../base/clock.js';
import type {
  DataCode,
  DataType,
  StickTable,
  StickTableConfig,
  StoredData,
  UpdateLog,
} from '../../model/stick-table.js';
import { dataCode, NO_ENTRY } from '../../model/stick-table.js';
import type { Value } from '../../model/value.js';
import { EntryIndex } from './entry-index.js';
import { copyWireKey, KeyBuffer, keyValue } from './key.js';
import type { Layout } from './layout.js';
import { EXPIRY, HASH, HOLDERS, KEY, LENGTH, layOut, NEXT, PREVIOUS, widthOf } from './layout.js';
import { addToRate, readRate } from './rate.js';
import { shardOfKey } from './shard.js';
import { EntryUpdates } from './update-log.js';

/** Memory that is asked for at once: the system gives pages only when they are written, so that nothing need be moved. */
const RESERVED_BYTES = 64 << 20;
/** Expired entries that are dropped when one is made. */
const PURGED_AT_ONCE = 4;
/** Tables up to this many entries are listed in order of keys. */
const SORTED_MAX = 10_000;
/** How far the place of a learnt entry is looked for in the list; entries come in order, mostly. */
const SEARCH_MAX = 256;

export class StickStore implements StickTable {
  readonly config: StickTableConfig;
  readonly #clock: () => number;
  readonly #key: KeyBuffer;
  readonly #expireMs: number;
  readonly #serverKeys: string[];
  readonly #serverKeyNumbers: Map<string, number>;
  #data: readonly StoredData[];
  #layout: Layout;
  #words: Int32Array;
  #sums: Float64Array;
  #bytes: Uint8Array;
  #index: EntryIndex;
  #capacity: number;
  /** Entries that were ever used; those behind it are fresh. */
  #top: number;
  /** Chain of free entries and both ends of the list, plus one; 0 = none. */
  #free: number;
  #oldest: number;
  #newest: number;
  #used: number;
  /** Set while peers are told of changes. */
  #updates: EntryUpdates | undefined;
  /** The entry that was learnt last, plus one: the next one belongs behind it, mostly. */
  #learnt: number;
  shards: number;

  /** @param clock monotonic milliseconds, whole */
  constructor(config: StickTableConfig, clock: () => number = nowMs) {
    this.config = config;
    this.#clock = clock;
    this.#key = new KeyBuffer(config.keyType, config.keyLength);
    this.#expireMs = config.expireMs ?? 0;
    this.#serverKeys = [''];
    this.#serverKeyNumbers = new Map();
    this.#data = sorted(config.data);
    this.#layout = layOut(config, this.#data);
    this.#words = new Int32Array(0);
    this.#sums = new Float64Array(0);
    this.#bytes = new Uint8Array(0);
    this.#index = new EntryIndex(0);
    this.#capacity = 0;
    this.#top = 0;
    this.#free = 0;
    this.#oldest = 0;
    this.#newest = 0;
    this.#used = 0;
    this.#updates = undefined;
    this.#learnt = 0;
    this.shards = 0;
  }

  get data(): readonly StoredData[] {
    return this.#data;
  }

  require(type: DataType): void {
    if (this.#layout.start[dataCode(type)]! >= 0) return;
    if (this.#capacity > 0) throw new Error(`the table '${this.config.name}' has entries already`);
    this.#data = sorted([...this.#data, { type, count: 1, periodMs: 0 }]);
    this.#layout = layOut(this.config, this.#data);
  }

  get used(): number {
    this.#purge(this.#used);
    return this.#used;
  }

  get available(): number {
    return this.config.size - this.used;
  }

  /** Bytes of one entry, without its share of the index. */
  get entryBytes(): number {
    return this.#layout.stride * 4;
  }

  // ---- keys

  find(key: Value): number {
    if (this.#used === 0 || !this.#key.fill(key)) return NO_ENTRY;
    return this.#found();
  }

  findSame(other: StickTable, entry: number): number {
    if (this.#used === 0) return NO_ENTRY;
    if (other instanceof StickStore) other.#borrowKey(entry, this.#key);
    else if (!this.#key.fill(other.keyOf(entry))) return NO_ENTRY;
    return this.#found();
  }

  obtain(key: Value): number {
    if (!this.#key.fill(key)) return NO_ENTRY;
    const known = this.#found();
    return known === NO_ENTRY ? this.#insert() : known;
  }

  obtainWire(bytes: Uint8Array, at: number, length: number): number {
    if (!this.#key.fillWire(bytes, at, length)) return NO_ENTRY;
    const known = this.#found();
    return known === NO_ENTRY ? this.#insert() : known;
  }

  copyKey(entry: number, into: Uint8Array, at: number): number {
    const base = entry * this.#layout.stride + KEY;
    const length = this.#words[base - KEY + LENGTH]! - 1;
    copyWireKey(this.config.keyType, this.#words, this.#bytes, base, length, into, at);
    return length;
  }

  shardOf(entry: number): number {
    if (this.shards === 0) return 0;
    const bytes = Buffer.allocUnsafe(this.config.keyLength);
    const length = this.copyKey(entry, bytes, 0);
    return shardOfKey(this.config, latin1Slice(bytes, 0, length), this.shards);
  }

  /** The entry of the key in the buffer, if it lives. */
  #found(): number {
    const entry = this.#index.find(this.#key, this.#words, this.#layout.stride);
    if (entry === NO_ENTRY || !this.#isOver(entry * this.#layout.stride, this.#clock())) return entry;
    this.#drop(entry);
    return NO_ENTRY;
  }

  #insert(): number {
    this.#purge(PURGED_AT_ONCE);
    if (this.#used >= this.config.size && !this.#evict()) return NO_ENTRY;
    const entry = this.#takeFree();
    const base = entry * this.#layout.stride;
    const words = this.#words;
    const key = this.#key;
    words.fill(0, base, base + this.#layout.stride);
    words[base + HASH] = key.hash;
    words[base + LENGTH] = key.length + 1;
    for (let at = 0; at < key.used; at++) words[base + KEY + at] = key.words[at]!;
    this.#index.add(entry, key.hash);
    this.#used++;
    words[base + EXPIRY] = this.#expiry();
    this.#append(entry, base);
    return entry;
  }

  #borrowKey(entry: number, into: KeyBuffer): void {
    const base = entry * this.#layout.stride;
    into.copy(this.#words, base + KEY, this.#words[base + LENGTH]! - 1);
  }

  keyOf(entry: number): Value {
    const base = entry * this.#layout.stride;
    return keyValue(this.config.keyType, this.#words, this.#bytes, base + KEY, this.#words[base + LENGTH]! - 1);
  }

  isEntry(entry: number): boolean {
    return entry >= 0 && entry < this.#top && this.#words[entry * this.#layout.stride + LENGTH]! > 0;
  }

  *entries(): Iterable<number> {
    this.#purge(this.#used);
    if (this.#used > SORTED_MAX) {
      for (let entry = 0; entry < this.#top; entry++) if (this.#lives(entry)) yield entry;
      return;
    }
    const listed = [...this.byExpiry()];
    for (const entry of listed.sort((a, b) => this.#compareKeys(a, b))) if (this.#lives(entry)) yield entry;
  }

  #lives(entry: number): boolean {
    return this.isEntry(entry) && !this.#isOver(entry * this.#layout.stride, this.#clock());
  }

  byExpiry(): Int32Array {
    this.#purge(this.#used);
    const listed = new Int32Array(this.#used);
    let count = 0;
    for (let at = this.#oldest; at !== 0; at = this.#words[(at - 1) * this.#layout.stride + NEXT]!) {
      listed[count++] = at - 1;
    }
    return listed;
  }

  #compareKeys(a: number, b: number): number {
    const [x, y] = [this.keyOf(a), this.keyOf(b)];
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    const [left, right] = [keyText(x), keyText(y)];
    return left < right ? -1 : left > right ? 1 : 0;
  }

  // ---- memory

  #takeFree(): number {
    if (this.#free !== 0) {
      const entry = this.#free - 1;
      this.#free = this.#words[entry * this.#layout.stride + NEXT]!;
      return entry;
    }
    if (this.#top === this.#capacity) this.#grow();
    return this.#top++;
  }

  /** The whole table if it is small enough, else twice what there was. */
  #grow(): void {
    const { stride } = this.#layout;
    const atOnce = Math.floor(RESERVED_BYTES / (stride * 4));
    const capacity = Math.min(this.config.size, Math.max(atOnce, this.#capacity * 2));
    const words = new Int32Array(capacity * stride);
    words.set(this.#words);
    this.#words = words;
    this.#sums = new Float64Array(words.buffer);
    this.#bytes = new Uint8Array(words.buffer);
    this.#index = new EntryIndex(capacity);
    for (let entry = 0; entry < this.#top; entry++) {
      if (this.isEntry(entry)) this.#index.add(entry, words[entry * stride + HASH]!);
    }
    this.#capacity = capacity;
  }

  /** Takes it out if nobody holds it. */
  remove(entry: number): void {
    if (this.isEntry(entry) && this.holders(entry) === 0) this.#drop(entry);
  }

  #drop(entry: number): void {
    const base = entry * this.#layout.stride;
    const words = this.#words;
    this.#updates?.forget(entry);
    if (this.#learnt === entry + 1) this.#learnt = 0;
    this.#index.remove(entry, words[base + HASH]!);
    this.#unlink(base);
    words[base + LENGTH] = 0;
    words[base + NEXT] = this.#free;
    this.#free = entry + 1;
    this.#used--;
  }

  // ---- life

  #expiry(): number {
    // Ticks wrap around; 0 says that nothing ends it.
    return this.#expireMs === 0 ? 0 : (this.#clock() + 1 + this.#expireMs) | 0 || 1;
  }

  #isOver(base: number, now: number): boolean {
    const expiry = this.#words[base + EXPIRY]!;
    return expiry !== 0 && ((expiry - now - 1) | 0) <= 0 && this.#words[base + HOLDERS] === 0;
  }

  get localUpdates(): number {
    return this.#updates?.last ?? 0;
  }

  exchange(onUpdate: () => void): UpdateLog {
    this.#updates = new EntryUpdates(onUpdate);
    return this.#updates;
  }

  touch(entry: number): void {
    if (this.#updates !== undefined) this.#updates.note(entry);
    this.#prolong(entry);
  }

  #prolong(entry: number): void {
    if (this.#expireMs === 0) return;
    const base = entry * this.#layout.stride;
    const expiry = this.#expiry();
    if (this.#words[base + EXPIRY] === expiry) return;
    this.#words[base + EXPIRY] = expiry;
    if (this.#newest === entry + 1) return;
    this.#unlink(base);
    this.#append(entry, base);
  }

  hold(entry: number): void {
    this.#words[entry * this.#layout.stride + HOLDERS]!++;
  }

  release(entry: number): void {
    this.#words[entry * this.#layout.stride + HOLDERS]!--;
  }

  holders(entry: number): number {
    return this.#words[entry * this.#layout.stride + HOLDERS]!;
  }

  remainingMs(entry: number): number {
    const expiry = this.#words[entry * this.#layout.stride + EXPIRY]!;
    return expiry === 0 ? 0 : Math.max(0, (expiry - this.#clock() - 1) | 0);
  }

  /** Drops up to `most` expired entries; those that are held go to the end of the list. */
  #purge(most: number): void {
    if (this.#expireMs === 0) return;
    const { stride } = this.#layout;
    const now = this.#clock();
    for (let left = most; left > 0 && this.#oldest !== 0; left--) {
      const entry = this.#oldest - 1;
      const base = entry * stride;
      if (((this.#words[base + EXPIRY]! - now - 1) | 0) > 0) return;
      if (this.#words[base + HOLDERS] === 0) this.#drop(entry);
      else this.#prolong(entry);
    }
  }

  learn(entry: number, expireMs: number | undefined): void {
    if (this.#expireMs === 0) return;
    const wanted = Math.min(expireMs ?? this.#expireMs, this.#expireMs);
    if (wanted === this.#expireMs) {
      this.#prolong(entry);
      return;
    }
    const { stride } = this.#layout;
    const words = this.#words;
    const base = entry * stride;
    const expiry = (this.#clock() + 1 + wanted) | 0 || 1;
    this.#unlink(base);
    words[base + EXPIRY] = expiry;
    this.#insertBehind(entry, this.#placeOf(expiry, entry));
    this.#learnt = entry + 1;
  }

  /** The last entry that ends no later, plus one; looked for from the one that was learnt before, not too far. */
  #placeOf(expiry: number, self: number): number {
    const { stride } = this.#layout;
    const words = this.#words;
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
    const words = this.#words;
    const { stride } = this.#layout;
    const base = entry * stride;
    const next = at === 0 ? this.#oldest : words[(at - 1) * stride + NEXT]!;
    words[base + PREVIOUS] = at;
    words[base + NEXT] = next;
    if (at === 0) this.#oldest = entry + 1;
    else words[(at - 1) * stride + NEXT] = entry + 1;
    if (next === 0) this.#newest = entry + 1;
    else words[(next - 1) * stride + PREVIOUS] = entry + 1;
  }

  /** Makes room in a full table by dropping the oldest entries; false if it may not or cannot. */
  #evict(): boolean {
    if (this.config.noPurge) return false;
    const { stride } = this.#layout;
    const wanted = this.#used - (this.config.size >> 8) - 1;
    for (let left = this.#used; left > 0 && this.#used > wanted; left--) {
      const entry = this.#oldest - 1;
      const base = entry * stride;
      if (this.#words[base + HOLDERS] === 0) this.#drop(entry);
      else {
        this.#words[base + EXPIRY] = this.#expiry();
        this.#unlink(base);
        this.#append(entry, base);
      }
    }
    return this.#used < this.config.size;
  }

  #append(entry: number, base: number): void {
    const words = this.#words;
    words[base + PREVIOUS] = this.#newest;
    words[base + NEXT] = 0;
    if (this.#newest === 0) this.#oldest = entry + 1;
    else words[(this.#newest - 1) * this.#layout.stride + NEXT] = entry + 1;
    this.#newest = entry + 1;
  }

  #unlink(base: number): void {
    const words = this.#words;
    const { stride } = this.#layout;
    const previous = words[base + PREVIOUS]!;
    const next = words[base + NEXT]!;
    if (previous === 0) this.#oldest = next;
    else words[(previous - 1) * stride + NEXT] = next;
    if (next === 0) this.#newest = previous;
    else words[(next - 1) * stride + PREVIOUS] = previous;
  }

  // ---- data

  stores(code: DataCode, index: number): boolean {
    return index < this.#layout.count[code]! && index >= 0;
  }

  /** The first word of an element. */
  #at(entry: number, code: DataCode, index: number): number {
    const { stride, start, kind } = this.#layout;
    return entry * stride + start[code]! + (index === 0 ? 0 : index * widthOf(kind[code]!));
  }

  read(entry: number, code: DataCode, index: number): number | undefined {
    if (!this.stores(code, index)) return undefined;
    const at = this.#at(entry, code, index);
    switch (this.#layout.kind[code]!) {
      case 'number':
      case 'server-key':
        return this.#words[at]! >>> 0;
      case 'sum':
        return this.#sums[at >> 1]!;
      case 'rate':
        return readRate(this.#words, at, this.#layout.periodMs[code]!, this.#clock()) * this.#layout.factor[code]!;
    }
  }

  add(entry: number, code: DataCode, index: number, by: number): number | undefined {
    if (!this.stores(code, index)) return undefined;
    const at = this.#at(entry, code, index);
    switch (this.#layout.kind[code]!) {
      case 'number':
      case 'server-key': {
        const value = (this.#words[at]! + by) | 0;
        this.#words[at] = value;
        return value >>> 0;
      }
      case 'sum': {
        const sum = this.#sums[at >> 1]! + by;
        this.#sums[at >> 1] = sum;
        return sum;
      }
      case 'rate': {
        const events = Math.ceil(by / this.#layout.factor[code]!);
        return addToRate(this.#words, at, this.#layout.periodMs[code]!, events, this.#clock());
      }
    }
  }

  write(entry: number, code: DataCode, index: number, value: number): void {
    if (!this.stores(code, index)) return;
    const at = this.#at(entry, code, index);
    switch (this.#layout.kind[code]!) {
      case 'number':
      case 'server-key':
        this.#words[at] = value;
        return;
      case 'sum':
        this.#sums[at >> 1] = value;
        return;
      case 'rate':
        this.#words[at] = this.#clock();
        this.#words[at + 1] = value;
        this.#words[at + 2] = 0;
    }
  }

  ratePart(entry: number, code: DataCode, index: number, part: 0 | 1 | 2): number {
    const word = this.#words[this.#at(entry, code, index) + part]!;
    return (part === 0 ? this.#clock() - word : word) >>> 0;
  }

  writeRate(entry: number, code: DataCode, index: number, ageMs: number, current: number, previous: number): void {
    if (!this.stores(code, index)) return;
    const at = this.#at(entry, code, index);
    this.#words[at] = this.#clock() - ageMs;
    this.#words[at + 1] = current;
    this.#words[at + 2] = previous;
  }

  readServerKey(entry: number): string | undefined {
    const number = this.read(entry, dataCode('server_key'), 0);
    return number === undefined || number === 0 ? undefined : this.#serverKeys[number];
  }

  writeServerKey(entry: number, key: string): void {
    let number = this.#serverKeyNumbers.get(key);
    if (number === undefined) {
      number = this.#serverKeys.push(key) - 1;
      this.#serverKeyNumbers.set(key, number);
    }
    this.write(entry, dataCode('server_key'), 0, number);
  }
}

function sorted(data: readonly StoredData[]): readonly StoredData[] {
  return [...data].sort((a, b) => dataCode(a.type) - dataCode(b.type));
}

/** Bytes of a key that sort as its value does. */
function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (typeof key !== 'object') return String(key);
  if ('bytes' in key) return key.bytes;
  if ('a' in key) return [key.a, key.b, key.c, key.d].map((word) => word.toString(16).padStart(8, '0')).join('');
  return 'value' in key ? Number(key.value).toString(16).padStart(8, '0') : '';
}
