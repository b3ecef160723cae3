/** Teaching: all entries of all tables, those that end first in front, in portions (peers-v2.0.txt, "full resync"). */
import type { SharedTable } from './shared-table.js';

export class Lesson {
  readonly #tables: readonly SharedTable[];
  #index: number;
  #entries: Int32Array | undefined;
  #at: number;

  constructor(tables: readonly SharedTable[]) {
    this.#tables = tables;
    this.#index = 0;
    this.#entries = undefined;
    this.#at = 0;
    for (const table of tables) {
      // Whoever changes from now on is pushed behind the lesson.
      table.rewind(table.logged.log.last);
      table.teaching = true;
    }
  }

  /** The table that is taught; undefined at the end. */
  get table(): SharedTable | undefined {
    return this.#tables[this.#index];
  }

  /** The next entry of the table; undefined when all were given, and then the next table's turn comes. */
  next(): number | undefined {
    const shared = this.table;
    if (shared === undefined) return undefined;
    this.#entries ??= shared.table.byExpiry();
    while (this.#at < this.#entries.length) {
      const entry = this.#entries[this.#at++]!;
      if (shared.table.isEntry(entry)) return entry;
    }
    this.#index++;
    this.#entries = undefined;
    this.#at = 0;
    return undefined;
  }

  /** The other side confirmed it: from now on its acknowledgements count. */
  confirmed(): void {
    for (const table of this.#tables) {
      table.teaching = false;
      table.acknowledged = Math.max(table.acknowledged, table.teachingOrigin);
    }
  }
}
