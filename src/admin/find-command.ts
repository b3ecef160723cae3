/** The row that a command means: the longest one whose words it starts with. */
import type { Catalog } from '../catalog/create-catalog.js';
import type { CliEntry } from '../catalog/entry.js';
import type { AdminLevel } from '../model/admin-request.js';

/** A row and what stands behind its words. */
export interface FoundCommand {
  readonly row: CliEntry;
  readonly args: readonly string[];
}

const RANKS: Readonly<Record<AdminLevel, number>> = { user: 0, operator: 1, admin: 2 };

/** Whether a connection of level `has` may run what needs `needs`. */
export function isAllowed(has: AdminLevel, needs: AdminLevel): boolean {
  return RANKS[has] >= RANKS[needs];
}

export class CommandTable {
  readonly rows: readonly CliEntry[];
  readonly #byName: Map<string, CliEntry>;
  readonly #wordsMax: number;

  /** Rows of sockets of the serving process, or of its master. */
  constructor(catalog: Catalog, kind: 'worker' | 'master' = 'worker') {
    this.rows = catalog.all('cli').filter(({ socket = 'worker' }) => socket === kind || socket === 'both');
    this.#byName = new Map(this.rows.map((row) => [row.words.join(' '), row]));
    this.#wordsMax = Math.max(0, ...this.rows.map(({ words }) => words.length));
  }

  find(words: readonly string[]): FoundCommand | undefined {
    for (let count = Math.min(words.length, this.#wordsMax); count > 0; count--) {
      const row = this.#byName.get(words.slice(0, count).join(' '));
      if (row !== undefined) return { row, args: words.slice(count) };
    }
    return undefined;
  }
}
