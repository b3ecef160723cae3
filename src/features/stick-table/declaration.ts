/** `stick-table` of proxies and `table` of peers sections: what a table is (manual 11.1). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import { OWN } from '../../catalog/section-set.js';
import type { StickKeyType, StickTableConfig, StickTableDraft, StoredData } from '../../model/stick-table.js';
import { StickStore } from './store.js';
import { readStoredData } from './stored-data.js';

const KEY_TYPES: Readonly<Record<string, StickKeyType>> = {
  ...{ ip: 'ipv4', ipv4: 'ipv4', ipv6: 'ipv6', integer: 'integer', string: 'string', binary: 'binary' },
};

/** Strings that do not say their length: HAProxy's 32 include an ending NUL, as seen in its tables and on the wire. */
const KEY_LENGTHS: Readonly<Record<StickKeyType, number>> = { ipv4: 4, ipv6: 16, integer: 4, string: 31, binary: 32 };

/** The longest life: expiry is kept as milliseconds in 31 bits. */
const EXPIRE_MAX_MS = 0x7fffffff;
/** Entries are numbered in 31 bits, and no buffer is larger than the runtime allows. */
const SIZE_MAX = 0x3fffffff;

type Reading = { -readonly [K in keyof StickTableConfig]: StickTableConfig[K] } & { data: StoredData[] };

/** Words that read on for a value. False after a report. */
const WORDS: Readonly<Record<string, (table: Reading, site: DirectiveSite) => boolean>> = {
  type: readKeyType,
  size: (table, { words }) => {
    const size = words.expect(arg.size('size', { min: 1, max: SIZE_MAX }));
    table.size = size ?? 0;
    return size !== undefined;
  },
  expire: (table, { words }) => {
    table.expireMs = words.expect(arg.timeMs('expire', 'ms', { max: EXPIRE_MAX_MS })) ?? table.expireMs;
    return table.expireMs !== undefined;
  },
  nopurge: (table) => {
    table.noPurge = true;
    return true;
  },
  'recv-only': (table) => {
    table.receiveOnly = true;
    return true;
  },
  'write-to': (table, { words }) => {
    table.writeTo = words.expect(arg.nonEmpty('wtable'));
    return table.writeTo !== undefined;
  },
  peers: (table, site) => {
    if (site.section === 'peers') {
      site.report('arg/unexpected', site.words.last, "tables of peers sections take no 'peers'");
      return false;
    }
    table.peers = site.words.expect(arg.nonEmpty('peersect'));
    table.peersRange = site.words.last;
    return table.peers !== undefined;
  },
  srvkey: (table, { words }) => {
    const kind = words.expect(arg.enumeration('srvkey', ['name', 'addr']));
    table.serverKey = kind ?? 'name';
    return kind !== undefined;
  },
  'brates-factor': (table, { words }) => {
    const factor = words.expect(arg.uint('factor', { min: 1, max: 1024 }));
    table.byteRateFactor = factor ?? 1;
    return factor !== undefined;
  },
  store: (table, site) => {
    const word = site.words.next();
    return word === undefined || readStoredData(word, table.data, site);
  },
};

function readKeyType(table: Reading, site: DirectiveSite): boolean {
  const { words } = site;
  const word = words.expect(arg.enumeration('type', Object.keys(KEY_TYPES)));
  if (word === undefined) return false;
  const type = KEY_TYPES[word]!;
  table.keyType = type;
  table.keyLength = KEY_LENGTHS[type];
  if ((type !== 'string' && type !== 'binary') || !words.take('len')) return true;
  const length = words.expect(arg.uint('len', { min: 1, max: 65535 }));
  table.keyLength = length ?? 32;
  return length !== undefined;
}

/** Reads what follows the keyword or the name; undefined after a report. */
function readTable(name: string, site: DirectiveSite): StickTableConfig | undefined {
  const { words } = site;
  const table: Reading = {
    ...{ name, keyType: 'ipv4', keyLength: 0, size: 0, expireMs: undefined, noPurge: false, receiveOnly: false },
    ...{ serverKey: 'name', byteRateFactor: 1, data: [], peers: undefined, writeTo: undefined },
  };
  while (!words.done) {
    const word = words.next()!;
    const read = Object.hasOwn(WORDS, word.value) ? WORDS[word.value] : undefined;
    if (!read) {
      site.report('arg/unexpected', word.range, `'stick-table' has no word '${word.value}'`);
      words.rest();
      return undefined;
    }
    if (!read(table, site)) {
      words.rest();
      return undefined;
    }
  }
  if (table.keyLength === 0 || table.size === 0) {
    const missing = table.keyLength === 0 ? 'type' : 'size';
    site.report('arg/missing', site.keyword, `'stick-table' needs '${missing}'`);
    return undefined;
  }
  return table;
}

function draftOf(config: StickTableConfig): StickTableDraft {
  return { config, create: () => new StickStore(config) };
}

const shared = { since: '1.4', support: 'full' } as const;
const USAGE =
  'type <type> size <size> [expire <expire>] [nopurge] [recv-only] [write-to <wtable>] [srvkey <srvkey>] ' +
  '[store <data_type>]* [brates-factor <factor>]';

const stickTable = define.directive({
  ...{
    ...shared,
    name: 'stick-table',
    doc: '4.2#stick-table',
    sections: OWN,
    usage: `stick-table ${USAGE} [peers <peersect>]`,
  },
  brief: 'Declares the stick table of a proxy.',
  parse(site) {
    const config = readTable(site.sectionName ?? '', site);
    if (!config || !site.proxy) return;
    if (site.proxy.extra.has('stick-table')) {
      site.report('proxy/setting', site.keyword, `'stick-table' : '${config.name}' has a table already`);
      return;
    }
    site.proxy.extra.set('stick-table', draftOf(config));
  },
});

const table = define.directive({
  ...{ ...shared, since: '2.0', name: 'table', doc: '11.1#table', sections: ['peers'], usage: `table <name> ${USAGE}` },
  brief: 'Declares a stick table of a peers section.',
  parse(site) {
    const name = site.words.expect(arg.nonEmpty('name'));
    const config = name === undefined ? undefined : readTable(`${site.sectionName ?? ''}/${name}`, site);
    if (!config) return;
    const drafts = (site.sectionData.get('stick tables') as StickTableDraft[] | undefined) ?? [];
    if (drafts.some((draft) => draft.config.name === config.name)) {
      site.report('proxy/setting', site.keyword, `'table' : '${name}' is declared twice`);
      return;
    }
    site.sectionData.set('stick tables', [...drafts, draftOf(config)]);
  },
});

export const entries: readonly DirectiveEntry[] = [stickTable, table];
