/** Converters that look a value up in a stick table (manual 7.3.1 `in_table`, `table_*`). Looking does not prolong lives. */
import { arg } from '../../catalog/arg.js';
import type { Convert, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { CompileSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { StickTable } from '../../model/stick-table.js';
import { DATA, NO_ENTRY } from '../../model/stick-table.js';
import type { FigureRow } from './figure.js';
import { BYTE_FIGURES, FIGURES, figureOf, INDEXED_FIGURES } from './figure.js';
import { resolveTable, tableName } from './table-name.js';

const indexArg = arg.uint('idx');
const shared = { since: '1.6', support: 'full', in: 'any', out: 'sint' } as const;

/** `table_<name>`; the names of what is only read stand without `get_`. */
function figureRow({ name, brief, figure, makes }: FigureRow, isIndexed: boolean): Entry {
  const word = `table_${name.replace(/^get_/, '')}`;
  const compile = (index: number, given: ArgText | undefined, site: CompileSite): Convert | undefined => {
    const table = resolveTable(given, site);
    return table && ((value) => figureOf(figure, table, makes ? table.obtain(value) : table.find(value), index));
  };
  const head = { ...shared, name: word, brief, doc: `7.3.1#${word}` };
  return isIndexed
    ? define.converter({
        ...{ ...head, args: [indexArg, tableName] },
        compile: ([index, given], site) => compile(index, given, site),
      })
    : define.converter({ ...{ ...head, args: [tableName] }, compile: ([given], site) => compile(0, given, site) });
}

/** A figure of entries that exist; without one, the number that is given or nothing. */
function timeRow(name: string, brief: string, read: (table: StickTable, entry: number) => number): Entry {
  return define.converter({
    ...{ ...shared, name, brief, doc: `7.3.1#${name}`, args: [tableName, arg.opt(arg.sint('default_value'))] },
    compile([given, otherwise], site) {
      const table = resolveTable(given, site);
      return (
        table &&
        ((value) => {
          const entry = table.find(value);
          return entry === NO_ENTRY ? otherwise : read(table, entry);
        })
      );
    },
  });
}

/** A figure of the entry; 0 without one. */
function lookRow(name: string, brief: string, read: (table: StickTable, entry: number) => number | undefined): Entry {
  return define.converter({
    ...{ ...shared, name, brief, doc: `7.3.1#${name}`, args: [tableName] },
    compile([given], site) {
      const table = resolveTable(given, site);
      return (
        table &&
        ((value) => {
          const entry = table.find(value);
          return entry === NO_ENTRY ? 0 : read(table, entry);
        })
      );
    },
  });
}

const inTable = define.converter({
  ...{ ...shared, name: 'in_table', brief: 'Whether the value is a key of a stick table.', doc: '7.3.1#in_table' },
  ...{ out: 'bool', args: [tableName] },
  compile([given], site) {
    const table = resolveTable(given, site);
    return table && ((value) => table.find(value) !== NO_ENTRY);
  },
});

/** The look-up itself holds the entry too, as HAProxy counts. */
const LOOK_UP = 1;

export const entries: readonly Entry[] = [
  inTable,
  ...[...FIGURES, ...BYTE_FIGURES].map((figure) => figureRow(figure, false)),
  ...INDEXED_FIGURES.map((figure) => figureRow(figure, true)),
  timeRow('table_expire', 'Time until the entry expires.', (table, entry) => table.remainingMs(entry)),
  timeRow('table_idle', 'Time since the entry was touched.', (table, entry) =>
    table.config.expireMs === undefined ? 0 : table.config.expireMs - table.remainingMs(entry),
  ),
  lookRow('table_server_id', 'Id of the server of the entry.', (table, entry) => table.read(entry, DATA.serverId, 0)),
  lookRow(
    'table_trackers',
    'How many streams and connections track the entry.',
    (table, entry) => table.holders(entry) + LOOK_UP,
  ),
];
