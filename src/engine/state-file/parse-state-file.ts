/** Files that `show servers state` writes, format version 1 (management.txt 9.3; manual 4.2 `load-server-state-from-file`). */

/** One server of a file. */
export interface StateLine {
  readonly backend: string;
  readonly server: string;
  /** Columns from `srv_addr` on. */
  readonly columns: readonly string[];
}

/** What a file says; `version`: it is of no known format; a number: the line that is broken, from 1. */
export type StateFile =
  | { readonly ok: true; readonly lines: readonly StateLine[] }
  | { readonly ok: false; readonly problem: 'version' | number };

const VERSION = '1';
/** Columns in front of `srv_addr`: number and name of the backend, number and name of the server. */
const OWN_COLUMNS = 4;
/** Files of old releases end behind `srvrecord`. */
const COLUMNS_MIN = 20;

/** Reads a whole file: one broken line spoils all of it, as nobody knows what happened to the others. */
export function parseStateFile(text: string): StateFile {
  const lines: StateLine[] = [];
  const [version = '', ...rows] = text.split('\n');
  if (version.trim() !== VERSION) return { ok: false, problem: 'version' };
  for (const [at, row] of rows.entries()) {
    const words = row.split(/[ \t\r]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]!.startsWith('#')) continue;
    if (words.length < COLUMNS_MIN) return { ok: false, problem: at + 2 };
    lines.push({ backend: words[1]!, server: words[3]!, columns: words.slice(OWN_COLUMNS) });
  }
  return { ok: true, lines };
}
