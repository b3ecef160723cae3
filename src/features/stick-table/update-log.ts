/**
 * Which entries of a table changed since when, for peers: a list in order of the last change, in arrays of its own beside the
 * entries. An entry that changes again before anybody was told of it stays where it is, so that a busy entry costs one
 * comparison.
 */
import type { UpdateCursor, UpdateLog } from '../../model/stick-table.js';
import { NO_ENTRY } from '../../model/stick-table.js';

const FIRST_ENTRIES = 1024;

export class EntryUpdates implements UpdateLog {
  readonly #onUpdate: () => void;
  readonly #cursors: Set<Cursor>;
  /** Numbers of the last updates by entry; 0 = not in the list. */
  #ids: Float64Array;
  /** Neighbours, plus one; 0 = none. */
  #previous: Int32Array;
  #next: Int32Array;
  #newest: number;
  last: number;
  told: number;

  constructor(onUpdate: () => void) {
    this.#onUpdate = onUpdate;
    this.#cursors = new Set();
    this.#ids = new Float64Array(FIRST_ENTRIES);
    this.#previous = new Int32Array(FIRST_ENTRIES);
    this.#next = new Int32Array(FIRST_ENTRIES);
    this.#newest = 0;
    this.last = 0;
    this.told = 0;
  }

  /** An entry changed. */
  note(entry: number): void {
    if (entry >= this.#ids.length) this.#grow(entry);
    const id = this.#ids[entry]!;
    if (id !== 0) {
      if (id > this.told) return;
      this.#unlink(entry);
    }
    this.#append(entry);
    this.#onUpdate();
  }

  /** An entry is gone. */
  forget(entry: number): void {
    if (entry >= this.#ids.length || this.#ids[entry] === 0) return;
    this.#unlink(entry);
    this.#ids[entry] = 0;
  }

  open(after: number): UpdateCursor {
    let at = 0;
    for (let each = this.#newest; each !== 0 && this.#ids[each - 1]! > after; each = this.#previous[each - 1]!) {
      at = each;
    }
    const cursor = new Cursor(this, at, after);
    this.#cursors.add(cursor);
    return cursor;
  }

  /** For {@link Cursor}: number of the entry's update, which is told now; the entry behind it, plus one. */
  tell(entry: number): number {
    const id = this.#ids[entry]!;
    if (id > this.told) this.told = id;
    return id;
  }

  /** For {@link Cursor}. */
  behind(entry: number): number {
    return this.#next[entry]!;
  }

  /** For {@link Cursor}. */
  leave(cursor: Cursor): void {
    this.#cursors.delete(cursor);
  }

  #append(entry: number): void {
    this.last++;
    this.#ids[entry] = this.last;
    this.#previous[entry] = this.#newest;
    this.#next[entry] = 0;
    if (this.#newest !== 0) this.#next[this.#newest - 1] = entry + 1;
    this.#newest = entry + 1;
    for (const cursor of this.#cursors) cursor.at ||= entry + 1;
  }

  #unlink(entry: number): void {
    const previous = this.#previous[entry]!;
    const next = this.#next[entry]!;
    if (previous !== 0) this.#next[previous - 1] = next;
    if (next === 0) this.#newest = previous;
    else this.#previous[next - 1] = previous;
    for (const cursor of this.#cursors) if (cursor.at === entry + 1) cursor.at = next;
  }

  #grow(entry: number): void {
    const size = Math.max(this.#ids.length * 2, entry + 1);
    this.#ids = copyInto(new Float64Array(size), this.#ids);
    this.#previous = copyInto(new Int32Array(size), this.#previous);
    this.#next = copyInto(new Int32Array(size), this.#next);
  }
}

/** Where somebody reads; moved on by the list when its entry is. */
class Cursor implements UpdateCursor {
  readonly #log: EntryUpdates;
  /** The entry that comes next, plus one; 0 = all is read. */
  at: number;
  updateId: number;

  constructor(log: EntryUpdates, at: number, after: number) {
    this.#log = log;
    this.at = at;
    this.updateId = after;
  }

  get pending(): boolean {
    return this.at !== 0;
  }

  next(): number {
    if (this.at === 0) return NO_ENTRY;
    const entry = this.at - 1;
    this.at = this.#log.behind(entry);
    this.updateId = this.#log.tell(entry);
    return entry;
  }

  close(): void {
    this.#log.leave(this);
  }
}

function copyInto<T extends Int32Array | Float64Array>(larger: T, from: T): T {
  larger.set(from);
  return larger;
}
