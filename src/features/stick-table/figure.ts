/** What expressions read of an entry and do to it (manual 7.3.1 `table_*`, 7.3.3 `sc_*`, `src_*`): the same for all three. */
import type { DataCode, DataType, StickTable } from '../../model/stick-table.js';
import { DATA_TYPES, dataCode, NO_ENTRY } from '../../model/stick-table.js';

/** Reads or changes an entry; undefined if what it is about is not stored. */
export type Figure = (table: StickTable, entry: number, index: number) => number | undefined;

/** A figure and whether it makes the entry where there is none. */
export interface FigureRow {
  /** Name behind `sc_`, `src_`; with `get_` taken off also behind `table_`. */
  readonly name: string;
  readonly brief: string;
  readonly figure: Figure;
  readonly makes: boolean;
}

function read(code: DataCode): Figure {
  return (table, entry, index) => table.read(entry, code, index);
}

function kilobytes(code: DataCode): Figure {
  return (table, entry) => {
    const bytes = table.read(entry, code, 0);
    return bytes === undefined ? undefined : Math.floor(bytes / 1024);
  };
}

/** Adds to a counter and to its rate; gives the counter, or else the events of the running period, or else 0. */
export function increase(counter: DataCode, rate: DataCode, by = 1): Figure {
  return (table, entry, index) => {
    const events = table.add(entry, rate, index, by);
    const total = table.add(entry, counter, index, by);
    if (events !== undefined || total !== undefined) table.touch(entry);
    return total ?? events ?? 0;
  };
}

function clear(code: DataCode): Figure {
  return (table, entry, index) => {
    const before = table.read(entry, code, index);
    if (before === undefined) return undefined;
    table.write(entry, code, index, 0);
    table.touch(entry);
    return before;
  };
}

function plain(type: DataType): FigureRow {
  return { name: type, brief: `Data ${type} of the entry.`, figure: read(dataCode(type)), makes: false };
}

function getter(type: DataType): FigureRow {
  return { name: `get_${type}`, brief: `Data ${type} of the entry.`, figure: read(dataCode(type)), makes: false };
}

function increaser(type: 'gpc' | 'gpc0' | 'gpc1'): FigureRow {
  const figure = increase(dataCode(type), dataCode(`${type}_rate`));
  return {
    name: `inc_${type}`,
    brief: `Adds 1 to ${type} of the entry and gives what it is then.`,
    figure,
    makes: true,
  };
}

function clearer(type: 'gpc' | 'gpc0' | 'gpc1'): FigureRow {
  const figure = clear(dataCode(type));
  return { name: `clr_${type}`, brief: `Sets ${type} of the entry to 0 and gives what it was.`, figure, makes: true };
}

/** Types that are read under their own names. */
const PLAIN = DATA_TYPES.filter(
  (type) => /_rate$|^(conn|sess|http_\w+|glitch)_(cnt|cur)$/.test(type) && type !== 'gpc_rate',
);

/** Figures of single values. */
export const FIGURES: readonly FigureRow[] = [
  ...PLAIN.map(plain),
  ...(['gpc0', 'gpc1', 'gpt0'] as const).map(getter),
  ...(['gpc0', 'gpc1'] as const).flatMap((type) => [increaser(type), clearer(type)]),
];

/** Sums of bytes, which other points know than all others. */
export const BYTE_FIGURES: readonly FigureRow[] = (['in', 'out'] as const).map((side) => ({
  name: `kbytes_${side}`,
  brief: `Data bytes_${side}_cnt of the entry, in units of 1024 bytes.`,
  figure: kilobytes(dataCode(`bytes_${side}_cnt`)),
  makes: false,
}));

/** Figures of elements of arrays: they take an index. */
export const INDEXED_FIGURES: readonly FigureRow[] = [
  getter('gpc'),
  getter('gpt'),
  plain('gpc_rate'),
  increaser('gpc'),
  clearer('gpc'),
];

/** The value of a figure where an entry may be missing: 0 without one. */
export function figureOf(figure: Figure, table: StickTable, entry: number, index: number): number | undefined {
  return entry === NO_ENTRY ? 0 : figure(table, entry, index);
}
