/** Stick tables while they are used (management.txt 9.3): `show table`, `set table`, `clear table`. */
import { isIPv6 } from 'node:net';
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminMessage, type AdminRequest, failure } from '../../model/admin-request.js';
import type { DataCode, StickTable } from '../../model/stick-table.js';
import { DATA_TYPES, dataKind, NO_ENTRY } from '../../model/stick-table.js';
import { entryAt, renderEntry, renderTable } from './render-entry.js';

type Verb = 'show' | 'set' | 'clear';

/** Conditions on data that one command takes. */
const FILTERS_MAX = 4;

const FORMS = 'key <key> or ptr <ptr>';
const WRONG_ARGUMENTS: Readonly<Record<Verb, string>> = {
  show: `Optional argument only supports "data.<store_data_type>" <operator> <value> or ${FORMS}\n`,
  set: 'Required arguments: <table> key <key> [data.<store_data_type> <value>]* or <table> ptr <ptr> [data.<store_data_type> <value>]*\n',
  clear: `Required arguments: <table> "data.<store_data_type>" <operator> <value> or <table> ${FORMS}\n`,
};

type Compare = (value: number, limit: number) => boolean;

const OPERATORS: Readonly<Record<string, Compare>> = {
  eq: (value, limit) => value === limit,
  ne: (value, limit) => value !== limit,
  le: (value, limit) => value <= limit,
  ge: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  gt: (value, limit) => value > limit,
};

type Filter = (table: StickTable, entry: number) => boolean;

/** `data.gpt[1]`: a data type and an element. Undefined if there is no such type. */
function parseData(word: string): { readonly code: DataCode; readonly index: number } | undefined {
  const match = /^data\.([a-z0-9_]+)(?:\[(\d+)\])?$/.exec(word);
  const code = (DATA_TYPES as readonly (string | undefined)[]).indexOf(match?.[1]);
  return code < 0 ? undefined : { code, index: Number(match?.[2] ?? 0) };
}

/** Whole numbers of 64 bits with a sign; beyond them there are none (haproxy 2.6). */
function parseInteger(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d+$/.test(text)) return undefined;
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? Number(text) : undefined;
}

/** Reads `data.<type> <operator> <value>` as often as it stands there. */
function parseFilters(table: StickTable, words: readonly string[]): Filter[] | AdminMessage {
  const filters: Filter[] = [];
  for (let at = 0; at < words.length; at += 3) {
    const problem = (text: string) => failure(`Filter entry #${filters.length + 1}: ${text}\n`);
    if (filters.length === FILTERS_MAX) return failure('Too many filters\n');
    const data = parseData(words[at]!);
    if (!words[at]!.startsWith('data.')) return failure(WRONG_ARGUMENTS.show);
    if (data === undefined) return problem('Unknown data type');
    if (!table.stores(data.code, data.index)) return problem('Data type not stored in this table');
    const operator = words[at + 1] ?? '';
    if (!Object.hasOwn(OPERATORS, operator)) {
      return problem('Require and operator among "eq", "ne", "le", "ge", "lt", "gt"');
    }
    const limit = parseInteger(words[at + 2]);
    if (limit === undefined) return problem('Require a valid integer value to compare against');
    const holds = OPERATORS[operator]!;
    filters.push((each, entry) => holds(each.read(entry, data.code, data.index) ?? 0, limit));
  }
  return filters;
}

/** A command's table and the words behind its name. */
function withTable(
  verb: Verb,
  request: AdminRequest,
  run: (table: StickTable, words: readonly string[]) => AdminAnswer,
) {
  const [name, ...words] = request.args;
  if (name === undefined) return failure(WRONG_ARGUMENTS[verb]);
  const table = request.runtime.tables?.get(name);
  return table === undefined ? failure('No such table\n') : run(table, words);
}

function* renderTables(request: AdminRequest): Iterable<string> {
  for (const table of [...(request.runtime.tables?.all() ?? [])].reverse()) yield renderTable(table);
}

function* renderEntries(table: StickTable, filters: readonly Filter[]): Iterable<string> {
  yield renderTable(table);
  for (const entry of table.entries()) {
    if (filters.every((holds) => holds(table, entry))) yield renderEntry(table, entry);
  }
}

/** Whether keys of this table can be written on a line. */
function hasTextKeys({ config }: StickTable): boolean {
  return config.keyType !== 'binary';
}

function isKey({ config: { keyType } }: StickTable, text: string): boolean {
  if (keyType === 'integer') return /^\d+$/.test(text);
  return keyType !== 'ipv6' || isIPv6(text);
}

/** The entry that `key <key>` or `ptr <ptr>` names; `make`: keys that are new get one. */
function namedEntry(
  verb: Verb,
  table: StickTable,
  [form, text]: readonly string[],
  make: boolean,
): number | AdminMessage {
  if (form === 'ptr') {
    if (text === undefined) return failure('Pointer value expected\n');
    return entryAt(table, text) ?? failure('No entry can be found matching ptr.\n');
  }
  if (text === undefined) return failure('Key value expected\n');
  if (!hasTextKeys(table)) {
    const doing = { show: 'Showing', set: 'Inserting', clear: 'Removing' }[verb];
    const where = verb === 'set' ? 'into' : 'from';
    return failure(`${doing} keys ${where} tables of type other than ip, ipv6, string and integer is not supported\n`);
  }
  if (!isKey(table, text)) return failure('Invalid key\n');
  const entry = make ? table.obtain(text) : table.find(text);
  return make && entry === NO_ENTRY ? failure('Unable to allocate a new entry\n') : entry;
}

function isNaming(word: string | undefined): boolean {
  return word === 'key' || word === 'ptr';
}

function show(request: AdminRequest): AdminAnswer {
  if (request.args[0] === undefined) return renderTables(request);
  return withTable('show', request, (table, words) => {
    if (words.length === 0) return renderEntries(table, []);
    if (isNaming(words[0])) {
      const entry = namedEntry('show', table, words, false);
      if (typeof entry !== 'number') return entry;
      return entry === NO_ENTRY ? '' : renderTable(table) + renderEntry(table, entry);
    }
    if (!words[0]!.startsWith('data.')) return failure(WRONG_ARGUMENTS.show);
    const filters = parseFilters(table, words);
    return Array.isArray(filters) ? renderEntries(table, filters) : filters;
  });
}

function clear(request: AdminRequest): AdminAnswer {
  return withTable('clear', request, (table, words) => {
    if (isNaming(words[0])) {
      const entry = namedEntry('clear', table, words, false);
      if (typeof entry !== 'number') return entry;
      if (entry === NO_ENTRY) return '';
      if (table.holders(entry) > 0) return failure('Entry currently in use, cannot remove\n');
      table.remove(entry);
      return '';
    }
    if (words.length > 0 && !words[0]!.startsWith('data.')) return failure(WRONG_ARGUMENTS.clear);
    const filters = parseFilters(table, words);
    if (!Array.isArray(filters)) return filters;
    for (const entry of [...table.entries()]) if (filters.every((holds) => holds(table, entry))) table.remove(entry);
    return '';
  });
}

/** Stores one value; what is wrong with it otherwise. */
function writeData(table: StickTable, entry: number, word: string, text: string | undefined): AdminMessage | undefined {
  if (!word.startsWith('data.')) return failure('"data.<type>" followed by a value expected\n');
  const data = parseData(word);
  if (data === undefined) return failure('Unknown data type\n');
  if (!table.stores(data.code, data.index)) return failure('Data type not stored in this table\n');
  const value = parseInteger(text);
  if (value === undefined || dataKind(DATA_TYPES[data.code]!) === 'server-key') {
    return failure('Require a valid integer value to store\n');
  }
  table.write(entry, data.code, data.index, value);
  return undefined;
}

/** The entry is there, and lives on, whatever is wrong behind it; values in front of the wrong one are stored (haproxy 2.6). */
function set(request: AdminRequest): AdminAnswer {
  return withTable('set', request, (table, words) => {
    if (words[0]?.startsWith('data.')) {
      return failure('content-based lookup is only supported with the "show" and "clear" actions\n');
    }
    if (!isNaming(words[0])) return failure(WRONG_ARGUMENTS.set);
    const data = words.slice(2);
    const entry = namedEntry('set', table, words, true);
    if (typeof entry !== 'number') return entry;
    let wrong: AdminMessage | undefined;
    for (let at = 0; at < data.length && wrong === undefined; at += 2) {
      wrong = writeData(table, entry, data[at]!, data[at + 1]);
    }
    table.touch(entry);
    return wrong ?? '';
  });
}

function row(verb: Verb, usage: string, brief: string, run: (request: AdminRequest) => AdminAnswer): CliEntry {
  return define.cli({
    ...{ words: [verb, 'table'], usage: `${verb} table ${usage}`, doc: `management 9.3#${verb} table`, brief, run },
    ...{ since: verb === 'set' ? '1.5' : '1.4', support: 'full', level: verb === 'show' ? 'user' : 'operator' },
  });
}

export const entries: readonly CliEntry[] = [
  row('show', '[<table> [<filter>]*]', 'Shows stick tables and their entries.', show),
  row('set', '<table> key <k> [data.* <v>]*', 'Changes an entry of a stick table.', set),
  row('clear', '<table> [<filter>]*', 'Removes entries of a stick table.', clear),
];
