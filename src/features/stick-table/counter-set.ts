/** Entries that one connection or one stream tracks, and what it counts in them (manual 4.4 `track-sc*`, 11.1 `store`). */
import type { DataCode, StickTable, TrackedCounters } from '../../model/stick-table.js';
import { DATA, NO_ENTRY } from '../../model/stick-table.js';

export class CounterSet implements TrackedCounters {
  readonly #tables: (StickTable | undefined)[];
  readonly #entries: number[];

  constructor(counters: number) {
    this.#tables = new Array<StickTable | undefined>(counters).fill(undefined);
    this.#entries = new Array<number>(counters).fill(NO_ENTRY);
  }

  tableOf(counter: number): StickTable | undefined {
    return this.#tables[counter];
  }

  entryOf(counter: number): number {
    return this.#entries[counter] ?? NO_ENTRY;
  }

  /** Starts to track: a connection of the entry begins here. */
  track(counter: number, table: StickTable, entry: number): void {
    this.#tables[counter] = table;
    this.#entries[counter] = entry;
    table.hold(entry);
    table.add(entry, DATA.connectionCurrent, 0, 1);
    table.add(entry, DATA.connectionCount, 0, 1);
    table.add(entry, DATA.connectionRate, 0, 1);
    table.touch(entry);
  }

  onSession(): void {
    this.#count(DATA.sessionCount, DATA.sessionRate);
  }

  onRequest(): void {
    this.#count(DATA.requestCount, DATA.requestRate);
  }

  onHttpError(): void {
    this.#count(DATA.errorCount, DATA.errorRate);
  }

  onHttpFail(): void {
    this.#count(DATA.failCount, DATA.failRate);
  }

  /** One more event of all entries. */
  #count(count: DataCode, rate: DataCode): void {
    for (let counter = 0; counter < this.#tables.length; counter++) {
      const table = this.#tables[counter];
      if (table !== undefined) countEvent(table, this.#entries[counter]!, count, rate);
    }
  }

  onBytes(fromClient: number, toClient: number): void {
    for (let counter = 0; counter < this.#tables.length; counter++) {
      const table = this.#tables[counter];
      if (table === undefined) continue;
      const entry = this.#entries[counter]!;
      if (fromClient > 0) {
        table.add(entry, DATA.bytesInCount, 0, fromClient);
        table.add(entry, DATA.bytesInRate, 0, fromClient);
      }
      if (toClient > 0) {
        table.add(entry, DATA.bytesOutCount, 0, toClient);
        table.add(entry, DATA.bytesOutRate, 0, toClient);
      }
    }
  }

  onEnd(): void {
    for (let counter = 0; counter < this.#tables.length; counter++) {
      const table = this.#tables[counter];
      if (table === undefined) continue;
      const entry = this.#entries[counter]!;
      if ((table.read(entry, DATA.connectionCurrent, 0) ?? 0) > 0) table.add(entry, DATA.connectionCurrent, 0, -1);
      table.touch(entry);
      table.release(entry);
      this.#tables[counter] = undefined;
      this.#entries[counter] = NO_ENTRY;
    }
  }
}

/** One more event of an entry, which lives on for it if the table stores any of both. */
export function countEvent(table: StickTable, entry: number, count: DataCode, rate: DataCode): void {
  const total = table.add(entry, count, 0, 1);
  const now = table.add(entry, rate, 0, 1);
  if (total !== undefined || now !== undefined) table.touch(entry);
}
