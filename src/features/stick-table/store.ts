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
import { EntryMemory } from './entry-memory.js';
import { ExpiryList } from './expiry-list.js';
import { compareKeys, copyWireKey, KeyBuffer, keyValue } from './key.js';
import { EXPIRY, HASH, HOLDERS, KEY, LENGTH, NEXT } from './layout.js';
import { ServerKeys } from './server-key.js';
import { shardOfKey } from './shard.js';
import { EntryUpdates } from './update-log.js';

/** Expired entries that are dropped when one is made. */
const PURGED_AT_ONCE = 4;
/** Tables up to this many entries are listed in order of keys. */
const SORTED_MAX = 10_000;
export class StickStore implements StickTable {
  readonly config: StickTableConfig;
  readonly #clock: () => number;
  readonly #key: KeyBuffer;
  readonly #expireMs: number;
  readonly #serverKeys: ServerKeys;
  readonly #memory: EntryMemory;
  readonly #list: ExpiryList;
  #index: EntryIndex;
  /** Entries that were ever used; those behind it are fresh. */
  #top: number;
  /** Chain of free entries, plus one; 0 = none. */
  #free: number;
  #used: number;
  /** Set while peers are told of changes. */
  #updates: EntryUpdates | undefined;
  shards: number;

  /** @param clock monotonic milliseconds, whole */
  constructor(config: StickTableConfig, clock: () => number = nowMs) {
    this.config = config;
    this.#clock = clock;
    this.#key = new KeyBuffer(config.keyType, config.keyLength);
    this.#expireMs = config.expireMs ?? 0;
    this.#serverKeys = new ServerKeys();
    this.#memory = new EntryMemory(config, clock);
    this.#list = new ExpiryList(this.#memory);
    this.#index = new EntryIndex(0);
    this.#top = 0;
    this.#free = 0;
    this.#used = 0;
    this.#updates = undefined;
    this.shards = 0;
  }

  get data(): readonly StoredData[] {
    return this.#memory.data;
  }

  require(type: DataType): void {
    if (this.#memory.layout.start[dataCode(type)]! >= 0) return;
    if (this.#memory.capacity > 0) throw new Error(`the table '${this.config.name}' has entries already`);
    this.#memory.extend({ type, count: 1, periodMs: 0 });
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
    return this.#memory.stride * 4;
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
    const { words, bytes, stride } = this.#memory;
    const base = entry * stride;
    const length = words[base + LENGTH]! - 1;
    copyWireKey(this.config.keyType, words, bytes, base + KEY, length, into, at);
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
    const { words, stride } = this.#memory;
    const entry = this.#index.find(this.#key, words, stride);
    if (entry === NO_ENTRY || !this.#isOver(entry)) return entry;
    this.#drop(entry);
    return NO_ENTRY;
  }

  #insert(): number {
    this.#purge(PURGED_AT_ONCE);
    if (this.#used >= this.config.size && !this.#evict()) return NO_ENTRY;
    const entry = this.#takeFree();
    const { words, stride } = this.#memory;
    const base = entry * stride;
    const key = this.#key;
    words.fill(0, base, base + stride);
    words[base + HASH] = key.hash;
    words[base + LENGTH] = key.length + 1;
    for (let at = 0; at < key.used; at++) words[base + KEY + at] = key.words[at]!;
    this.#index.add(entry, key.hash);
    this.#used++;
    words[base + EXPIRY] = this.#expiry();
    this.#list.append(entry);
    return entry;
  }

  #borrowKey(entry: number, into: KeyBuffer): void {
    const { words, stride } = this.#memory;
    const base = entry * stride;
    into.copy(words, base + KEY, words[base + LENGTH]! - 1);
  }

  keyOf(entry: number): Value {
    const { words, bytes, stride } = this.#memory;
    const base = entry * stride;
    return keyValue(this.config.keyType, words, bytes, base + KEY, words[base + LENGTH]! - 1);
  }

  isEntry(entry: number): boolean {
    return entry >= 0 && entry < this.#top && this.#memory.words[entry * this.#memory.stride + LENGTH]! > 0;
  }

  *entries(): Iterable<number> {
    this.#purge(this.#used);
    if (this.#used > SORTED_MAX) {
      for (let entry = 0; entry < this.#top; entry++) if (this.#lives(entry)) yield entry;
      return;
    }
    const listed = [...this.byExpiry()];
    for (const entry of listed.sort((a, b) => compareKeys(this.keyOf(a), this.keyOf(b))))
      if (this.#lives(entry)) yield entry;
  }

  #lives(entry: number): boolean {
    return this.isEntry(entry) && !this.#isOver(entry);
  }

  byExpiry(): Int32Array {
    this.#purge(this.#used);
    const listed = new Int32Array(this.#used);
    this.#list.copyTo(listed);
    return listed;
  }

  // ---- memory

  #takeFree(): number {
    if (this.#free !== 0) {
      const entry = this.#free - 1;
      this.#free = this.#memory.words[entry * this.#memory.stride + NEXT]!;
      return entry;
    }
    if (this.#top === this.#memory.capacity) this.#grow();
    return this.#top++;
  }

  #grow(): void {
    this.#memory.grow();
    const { words, stride, capacity } = this.#memory;
    this.#index = new EntryIndex(capacity);
    for (let entry = 0; entry < this.#top; entry++) {
      if (this.isEntry(entry)) this.#index.add(entry, words[entry * stride + HASH]!);
    }
  }

  /** Takes it out if nobody holds it. */
  remove(entry: number): void {
    if (this.isEntry(entry) && this.holders(entry) === 0) this.#drop(entry);
  }

  #drop(entry: number): void {
    const { words, stride } = this.#memory;
    const base = entry * stride;
    this.#updates?.forget(entry);
    this.#index.remove(entry, words[base + HASH]!);
    this.#list.remove(entry);
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

  #isOver(entry: number): boolean {
    const { words, stride } = this.#memory;
    const base = entry * stride;
    const expiry = words[base + EXPIRY]!;
    return expiry !== 0 && ((expiry - this.#clock() - 1) | 0) <= 0 && words[base + HOLDERS] === 0;
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
    const { words, stride } = this.#memory;
    const at = entry * stride + EXPIRY;
    const expiry = this.#expiry();
    if (words[at] === expiry) return;
    words[at] = expiry;
    this.#list.renew(entry);
  }

  hold(entry: number): void {
    this.#memory.words[entry * this.#memory.stride + HOLDERS]!++;
  }

  release(entry: number): void {
    this.#memory.words[entry * this.#memory.stride + HOLDERS]!--;
  }

  holders(entry: number): number {
    return this.#memory.words[entry * this.#memory.stride + HOLDERS]!;
  }

  remainingMs(entry: number): number {
    const expiry = this.#memory.words[entry * this.#memory.stride + EXPIRY]!;
    return expiry === 0 ? 0 : Math.max(0, (expiry - this.#clock() - 1) | 0);
  }

  /** Drops up to `most` expired entries; those that are held go to the end of the list. */
  #purge(most: number): void {
    if (this.#expireMs === 0) return;
    const { words, stride } = this.#memory;
    const now = this.#clock();
    for (let left = most; left > 0 && this.#list.oldest >= 0; left--) {
      const entry = this.#list.oldest;
      const base = entry * stride;
      if (((words[base + EXPIRY]! - now - 1) | 0) > 0) return;
      if (words[base + HOLDERS] === 0) this.#drop(entry);
      else this.#prolong(entry);
    }
  }

  learn(entry: number, expireMs: number | undefined): void {
    if (this.#expireMs === 0) return;
    const wanted = Math.min(expireMs ?? this.#expireMs, this.#expireMs);
    if (wanted === this.#expireMs) this.#prolong(entry);
    else this.#list.place(entry, (this.#clock() + 1 + wanted) | 0 || 1);
  }

  /** Makes room in a full table by dropping the oldest entries; false if it may not or cannot. */
  #evict(): boolean {
    if (this.config.noPurge) return false;
    const { words, stride } = this.#memory;
    const wanted = this.#used - (this.config.size >> 8) - 1;
    for (let left = this.#used; left > 0 && this.#used > wanted; left--) {
      const entry = this.#list.oldest;
      if (words[entry * stride + HOLDERS] === 0) this.#drop(entry);
      else {
        words[entry * stride + EXPIRY] = this.#expiry();
        this.#list.renew(entry);
      }
    }
    return this.#used < this.config.size;
  }

  // ---- data

  stores(code: DataCode, index: number): boolean {
    return this.#memory.stores(code, index);
  }

  read(entry: number, code: DataCode, index: number): number | undefined {
    return this.#memory.read(entry, code, index);
  }

  add(entry: number, code: DataCode, index: number, by: number): number | undefined {
    return this.#memory.add(entry, code, index, by);
  }

  write(entry: number, code: DataCode, index: number, value: number): void {
    this.#memory.write(entry, code, index, value);
  }

  ratePart(entry: number, code: DataCode, index: number, part: 0 | 1 | 2): number {
    return this.#memory.ratePart(entry, code, index, part);
  }

  writeRate(entry: number, code: DataCode, index: number, ageMs: number, current: number, previous: number): void {
    this.#memory.writeRate(entry, code, index, ageMs, current, previous);
  }

  readServerKey(entry: number): string | undefined {
    return this.#serverKeys.textOf(this.read(entry, dataCode('server_key'), 0) ?? 0);
  }

  writeServerKey(entry: number, key: string): void {
    this.write(entry, dataCode('server_key'), 0, this.#serverKeys.numberOf(key));
  }
}
