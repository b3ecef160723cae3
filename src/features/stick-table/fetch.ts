/** Fetches of stick tables: what is tracked, what is kept for the client's address, how full tables are (manual 7.3.2, 7.3.3). */
import type { ArgKind } from '../../catalog/arg.js';
import { arg } from '../../catalog/arg.js';
import type { Entry, Fetch } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { CompileSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { UsePoint } from '../../model/ruleset.js';
import { DATA, NO_ENTRY, type StickTable } from '../../model/stick-table.js';
import type { Stream } from '../../model/stream.js';
import { USE_CLIENT, USE_PROCESS } from '../../model/use.js';
import type { SampleType, Value } from '../../model/value.js';
import type { Figure, FigureRow } from './figure.js';
import { BYTE_FIGURES, FIGURES, figureOf, INDEXED_FIGURES } from './figure.js';
import { resolveTable, tableName } from './table-name.js';
import { entryIn, sharesKeys, trackerOf } from './tracked.js';

const counterArg = arg.uint('ctr');
const indexArg = arg.uint('idx');

/** What is read of the entry that a counter tracks, or of the same key in another table. */
type Reader = (table: StickTable, entry: number) => Value | undefined;

interface Row {
  readonly name: string;
  readonly brief: string;
  readonly args: readonly ArgKind<unknown>[];
  readonly use?: readonly UsePoint[];
  readonly out?: SampleType;
  readonly compile: (values: readonly unknown[], site: CompileSite) => Fetch | undefined;
}

function row({ use = USE_PROCESS, out = 'sint', ...rest }: Row): Entry {
  return define.fetch({ ...rest, use, out, doc: `7.3.3#${rest.name}`, since: '1.5', support: 'full' });
}

/** Reads through a counter. Nothing is found where it tracks nothing, or keys that the other table cannot have. */
function through(counter: number, given: ArgText | undefined, site: CompileSite, read: Reader): Fetch | undefined {
  if (given === undefined) {
    return (stream) => {
      const tracker = trackerOf(stream, counter);
      return tracker && read(tracker.tableOf(counter)!, tracker.entryOf(counter));
    };
  }
  const other = resolveTable(given, site);
  return (
    other &&
    ((stream) => {
      const tracker = trackerOf(stream, counter);
      if (tracker === undefined || !sharesKeys(tracker.tableOf(counter)!, other)) return undefined;
      return read(other, entryIn(other, tracker, counter));
    })
  );
}

/** `sc_<name>(<ctr>)`, `sc0_<name>`: the number of a counter stands among the arguments or in the word. */
interface Prefix {
  readonly text: string;
  /** The number, if it stands in the word. */
  readonly counter: number | undefined;
}

/** A row over a counter; `first` are arguments before the counter's number. */
function counterRow(
  { text, counter }: Prefix,
  name: string,
  brief: string,
  reader: (index: number) => Reader,
  more: { readonly indexed?: boolean; readonly use?: readonly UsePoint[] } = {},
): Entry {
  const before = more.indexed ? [indexArg] : [];
  const number = counter === undefined ? [counterArg] : [];
  return row({
    ...{ name: `${text}_${name}`, brief, args: [...before, ...number, tableName], use: more.use },
    compile(values, site) {
      const rest = [...values];
      const index = more.indexed ? (rest.shift() as number) : 0;
      const at = counter ?? (rest.shift() as number);
      return through(at, rest[0] as ArgText | undefined, site, reader(index));
    },
  });
}

function figureReader(figure: Figure): (index: number) => Reader {
  return (index) => (table, entry) => figureOf(figure, table, entry, index);
}

function counterFigure(
  prefix: Prefix,
  { name, brief, figure }: FigureRow,
  more: Parameters<typeof counterRow>[4] = {},
) {
  return counterRow(prefix, name, brief, figureReader(figure), more);
}

/** Whether a counter tracks anything; always a boolean. */
function trackedRow(prefix: Prefix): Entry {
  const name = `${prefix.text}_tracked`;
  return row({
    ...{ name, brief: 'Whether the counter tracks an entry.', out: 'bool' },
    args: prefix.counter === undefined ? [counterArg, tableName] : [tableName],
    compile(values, site) {
      const at = prefix.counter ?? (values[0] as number);
      const given = values[values.length - 1] as ArgText | undefined;
      const read = through(
        at,
        prefix.counter === undefined ? (values[1] as ArgText | undefined) : given,
        site,
        () => true,
      );
      return read && ((stream: Stream) => read(stream) === true);
    },
  });
}

function keyRow(prefix: Prefix): Entry {
  return row({
    ...{ name: `${prefix.text}_key`, brief: 'Key of the entry that the counter tracks.', out: 'any' },
    args: prefix.counter === undefined ? [counterArg] : [],
    compile: ([first], site) => {
      const at = prefix.counter ?? (first as number);
      return through(at, undefined, site, (table, entry) => table.keyOf(entry));
    },
  });
}

function trackers(table: StickTable, entry: number): number {
  return entry === NO_ENTRY ? 0 : table.holders(entry);
}

function rowsOf(prefix: Prefix): Entry[] {
  return [
    ...FIGURES.map((figure) => counterFigure(prefix, figure)),
    ...BYTE_FIGURES.map((figure) => counterFigure(prefix, figure, { use: USE_CLIENT })),
    trackedRow(prefix),
    counterRow(prefix, 'trackers', 'How many streams and connections track the entry.', () => trackers),
    keyRow(prefix),
  ];
}

const NUMBERED: Prefix = { text: 'sc', counter: undefined };
const FIXED: readonly Prefix[] = [0, 1, 2].map((counter) => ({ text: `sc${counter}`, counter }));

/** The client's address, whatever rules made of it. */
function sourceOf(stream: Stream): Value | undefined {
  return (stream.source ?? stream.session.source).address;
}

/** `src_<name>`: the entry of the client's address. */
function sourceRow({ name, brief, figure, makes }: FigureRow, isIndexed: boolean): Entry {
  return row({
    ...{ name: `src_${name}`, brief, use: USE_CLIENT, args: isIndexed ? [indexArg, tableName] : [tableName] },
    compile(values, site) {
      const index = isIndexed ? (values[0] as number) : 0;
      const table = resolveTable(values[isIndexed ? 1 : 0] as ArgText | undefined, site);
      return (
        table &&
        ((stream) => {
          const source = sourceOf(stream);
          if (source === undefined) return undefined;
          return figureOf(figure, table, makes ? table.obtain(source) : table.find(source), index);
        })
      );
    },
  });
}

/** Counts the client's connection by hand. */
const updateConnections = row({
  ...{ name: 'src_updt_conn_cnt', brief: "Adds 1 to conn_cnt of the client's address and gives what it is then." },
  ...{ use: USE_CLIENT, args: [tableName] },
  compile([given], site) {
    const table = resolveTable(given as ArgText | undefined, site);
    return (
      table &&
      ((stream) => {
        const source = sourceOf(stream);
        if (source === undefined || !table.stores(DATA.connectionCount, 0)) return undefined;
        const entry = table.obtain(source);
        if (entry === NO_ENTRY) return undefined;
        table.touch(entry);
        return table.add(entry, DATA.connectionCount, 0, 1);
      })
    );
  },
});

function sizeRow(name: string, brief: string, read: (table: StickTable) => number): Entry {
  return define.fetch({
    ...{ name, brief, doc: `7.3.2#${name}`, since: '1.5', support: 'full', out: 'sint', use: USE_PROCESS },
    args: [tableName],
    compile([given], site) {
      const table = resolveTable(given, site);
      return table && (() => read(table));
    },
  });
}

export const entries: readonly Entry[] = [
  ...rowsOf(NUMBERED),
  ...INDEXED_FIGURES.map((figure) => counterFigure(NUMBERED, figure, { indexed: true })),
  ...FIXED.flatMap(rowsOf),
  // The only one of its kind that 3.5 has.
  ...INDEXED_FIGURES.filter(({ name }) => name === 'clr_gpc').map((figure) =>
    counterFigure(FIXED[1]!, figure, { indexed: true }),
  ),
  ...[...FIGURES, ...BYTE_FIGURES].map((figure) => sourceRow(figure, false)),
  ...INDEXED_FIGURES.map((figure) => sourceRow(figure, true)),
  updateConnections,
  sizeRow('table_avl', 'Entries that still fit into a stick table.', (table) => table.available),
  sizeRow('table_cnt', 'Entries that a stick table has.', (table) => table.used),
];
