/** `filter bwlim-in`, `filter bwlim-out`: their words, and the filter that a rule enables (manual 9.7). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { FilterDraft } from '../../catalog/draft.js';
import { define, type FilterEntry } from '../../catalog/entry.js';
import type { CompileSite, Expression } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { Filter, FlowSide } from '../../model/filter.js';
import type { StickKeyType, StickTable } from '../../model/stick-table.js';
import { type DataCode, dataCode } from '../../model/stick-table.js';
import type { SampleType } from '../../model/value.js';

const KEY_SAMPLES: Readonly<Record<StickKeyType, SampleType>> = {
  ...{ ipv4: 'ipv4', ipv6: 'ipv6', integer: 'sint', string: 'str', binary: 'bin' },
};

/** What the words of a line say. */
interface Words {
  limitBytes?: number | undefined;
  defaultLimitBytes?: number | undefined;
  periodMs?: number | undefined;
  minBytes: number;
  key?: ArgText | undefined;
  table?: ArgText | undefined;
}

/** The table in which a shared limit counts. */
export interface SharedLimit {
  readonly table: StickTable;
  readonly rate: DataCode;
  readonly periodMs: number;
  /** Word of the expression that gives the key. */
  readonly key: ArgText;
}

export class BandwidthFilter implements Filter {
  readonly name: string;
  readonly id: string;
  readonly owner: string;
  readonly ranks: Readonly<Record<FlowSide, number>>;
  readonly side: FlowSide;
  readonly limitBytes: number;
  readonly periodMs: number;
  readonly minBytes: number;
  readonly shared: SharedLimit | undefined;

  constructor(
    draft: Pick<FilterDraft, 'name' | 'id'>,
    place: { readonly owner: string; readonly ranks: Readonly<Record<FlowSide, number>> },
    words: Words,
    shared: SharedLimit | undefined,
  ) {
    this.name = draft.name;
    this.id = draft.id;
    this.owner = place.owner;
    this.ranks = place.ranks;
    this.side = draft.name === 'bwlim-in' ? 'request' : 'response';
    this.limitBytes = (shared ? words.limitBytes : words.defaultLimitBytes)!;
    this.periodMs = shared?.periodMs ?? words.periodMs!;
    this.minBytes = words.minBytes;
    this.shared = shared;
  }

  /** The key at a place where a rule enables the filter. Undefined after a report. */
  compileKey(site: CompileSite): Expression | undefined {
    const { key, table } = this.shared!;
    const expression = site.compileExpression(key);
    if (!expression || site.canCast?.(expression.type, KEY_SAMPLES[table.config.keyType]) !== false) return expression;
    const message = `stick-table '${table.config.name}' uses a type incompatible with the filter '${this.id}'`;
    site.report('table/incompatible', key.range, message);
    return undefined;
  }
}

const READERS: Readonly<Record<string, (words: Words, site: DirectiveSite) => boolean>> = {
  limit: (words, site) => {
    words.limitBytes = site.words.expect(arg.size('size', { min: 1 }));
    return words.limitBytes !== undefined;
  },
  'default-limit': (words, site) => {
    words.defaultLimitBytes = site.words.expect(arg.size('size', { min: 1 }));
    return words.defaultLimitBytes !== undefined;
  },
  'default-period': (words, site) => {
    words.periodMs = site.words.expect(arg.timeMs('time', 'ms', { min: 1, max: 0x7fffffff }));
    return words.periodMs !== undefined;
  },
  'min-size': (words, site) => {
    words.minBytes = site.words.expect(arg.size('size', { min: 1 })) ?? 0;
    return words.minBytes > 0;
  },
  key: (words, site) => {
    words.key = site.words.next();
    if (!words.key) site.report('arg/missing', site.words.last, "'key' expects <pattern>, a sample expression");
    return words.key !== undefined;
  },
  table: (words, site) => {
    words.table = site.words.next();
    if (!words.table) site.report('arg/missing', site.words.last, "'table' expects the name of a stick table");
    return words.table !== undefined;
  },
};

function readWords(site: DirectiveSite, label: string): Words | undefined {
  const words: Words = { minBytes: 0 };
  for (let word = site.words.next(); word; word = site.words.next()) {
    const read = READERS[word.value];
    if (read?.(words, site) === true) continue;
    if (!read) site.report('arg/unexpected', word.range, `${label} : unknown word '${word.value}'`);
    site.words.rest();
    return undefined;
  }
  return words;
}

/** What is missing of one of the two forms, or belongs to the other one. */
function faultOf({ limitBytes, defaultLimitBytes, periodMs, key, table }: Words): string | undefined {
  if (key || table || limitBytes !== undefined) {
    if (defaultLimitBytes !== undefined || periodMs !== undefined) {
      return "'default-limit' and 'default-period' cannot stand beside 'limit', 'key' and 'table'";
    }
    if (!key) return "expects 'key' with 'limit', or 'default-limit' and 'default-period'";
    return limitBytes === undefined ? "'key' expects 'limit'" : undefined;
  }
  if (defaultLimitBytes === undefined) return "expects 'default-limit' and 'default-period', or 'limit' and 'key'";
  return periodMs === undefined ? "'default-limit' expects 'default-period'" : undefined;
}

function resolveShared(
  draft: Pick<FilterDraft, 'name' | 'id' | 'range'>,
  words: Words,
  site: CompileSite,
): SharedLimit | undefined {
  const name = words.table?.value ?? site.proxyName;
  const range: SourceRange = words.table?.range ?? draft.range;
  const table = site.live.tables.get(name);
  if (!table) {
    const message = `Proxy '${site.proxyName}': unable to find table '${name}' referenced by filter '${draft.id}'.`;
    site.report('table/unknown-in-rule', range, message);
    return undefined;
  }
  const type = draft.name === 'bwlim-in' ? 'bytes_in_rate' : 'bytes_out_rate';
  const stored = table.data.find((data) => data.type === type);
  if (!stored) {
    const message = `Proxy '${site.proxyName}': stick-table '${name}' must store '${type}' for filter '${draft.id}'.`;
    site.report('table/incompatible', range, message);
    return undefined;
  }
  return { table, rate: dataCode(type), periodMs: stored.periodMs, key: words.key! };
}

function parse(name: string, site: DirectiveSite): FilterDraft | undefined {
  const id = site.words.expect(arg.nonEmpty('name'));
  if (id === undefined) return undefined;
  const label = `'filter ${name} ${id}'`;
  const words = readWords(site, label);
  if (!words) return undefined;
  const fault = faultOf(words);
  if (fault !== undefined) {
    site.report('arg/missing', site.keyword, `${label} : ${fault}`);
    return undefined;
  }
  const head = { name, id, range: site.keyword };
  return {
    ...head,
    compile(compileSite, place) {
      const shared = words.key ? resolveShared(head, words, compileSite) : undefined;
      return words.key && !shared ? undefined : new BandwidthFilter(head, place, words, shared);
    },
    check(filter, compileSite) {
      if (words.key && filter instanceof BandwidthFilter) filter.compileKey(compileSite);
    },
  };
}

function row(name: string, brief: string): FilterEntry {
  return define.filter({
    ...{ name, brief, tag: 'BWLIM', doc: '9.7#filter bwlim-in', since: '2.7', support: 'full' },
    parse: (site) => parse(name, site),
  });
}

export const entries: readonly FilterEntry[] = [
  row('bwlim-in', 'Limits the bytes per period that clients send to servers.'),
  row('bwlim-out', 'Limits the bytes per period that servers send to clients.'),
];
