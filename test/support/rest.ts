/** What a program says is still going on, and the wait for its rest. */
import { adminSocket, ask, askUntil, statRows } from './admin.js';
import type { Program } from './hawser.js';
import { descriptorCount } from './process.js';

/** The program's own time limits end what neither side ends; this is many times those of tests. */
const SETTLE_MS = 20_000;

export interface Rest {
  readonly connections: number;
  readonly sessions: string;
  /** `proxy/server column` of what is not 0. */
  readonly current: readonly string[];
  readonly descriptors: number;
}

/** Looks once; the program's stats socket is `admin.sock` in its folder. */
export async function restOf(program: Program): Promise<Rest> {
  const info = await ask(program, 'show info');
  const sessions = await ask(program, 'show sess');
  const rows = await statRows(adminSocket(program));
  const busy = ['scur', 'qcur', 'used_conn_cur'].flatMap((field) =>
    rows.filter((row) => Number(row[field] ?? 0) > 0).map((row) => `${row.pxname}/${row.svname} ${field}`),
  );
  return {
    connections: Number(/^CurrConns: (\d+)$/m.exec(info)![1]),
    sessions: sessions.trim(),
    current: busy,
    descriptors: descriptorCount(program.pid),
  };
}

function isQuiet(rest: Rest, start: Rest): boolean {
  return rest.connections <= start.connections && rest.current.length === 0 && rest.descriptors <= start.descriptors;
}

/** Looks until all is quiet again; the last look if that does not come. */
export async function settled(program: Program, start: Rest): Promise<Rest> {
  const end = Date.now() + SETTLE_MS;
  return askUntil(
    () => restOf(program),
    (rest) => isQuiet(rest, start) || Date.now() > end,
  );
}
