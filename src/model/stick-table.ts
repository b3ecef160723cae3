/**
 * Stick tables (manual 11.1): rows of counters, tags and servers under keys of one type. Only nouns: what a table is made
 * of, and what may be asked of one. Entries are numbers, so that a table can live in flat memory that threads share; a number
 * stays good for as long as its entry is held, or until the code that asked for it returns.
 */
import type { SourceRange } from '../diag/source-text.js';
import type { Value } from './value.js';

const STICK_KEY_TYPES = ['ipv4', 'ipv6', 'integer', 'string', 'binary'] as const;
export type StickKeyType = (typeof STICK_KEY_TYPES)[number];

/** Data types in the order in which `show table` prints them. */
export const DATA_TYPES = [
  ...([
    'server_id',
    'gpt0',
    'gpc0',
    'gpc0_rate',
    'conn_cnt',
    'conn_rate',
    'conn_cur',
    'sess_cnt',
    'sess_rate',
  ] as const),
  ...(['http_req_cnt', 'http_req_rate', 'http_err_cnt', 'http_err_rate', 'bytes_in_cnt', 'bytes_in_rate'] as const),
  ...([
    'bytes_out_cnt',
    'bytes_out_rate',
    'gpc1',
    'gpc1_rate',
    'server_key',
    'http_fail_cnt',
    'http_fail_rate',
  ] as const),
  ...(['gpt', 'gpc', 'gpc_rate', 'glitch_cnt', 'glitch_rate'] as const),
] as const;

export type DataType = (typeof DATA_TYPES)[number];

/** Position of a data type in {@link DATA_TYPES}: how code names it per request. */
export type DataCode = number;

export function dataCode(type: DataType): DataCode {
  return DATA_TYPES.indexOf(type);
}

/** Codes of what connections and streams feed. */
export const DATA = {
  serverId: dataCode('server_id'),
  serverKey: dataCode('server_key'),
  connectionCount: dataCode('conn_cnt'),
  connectionRate: dataCode('conn_rate'),
  connectionCurrent: dataCode('conn_cur'),
  sessionCount: dataCode('sess_cnt'),
  sessionRate: dataCode('sess_rate'),
  requestCount: dataCode('http_req_cnt'),
  requestRate: dataCode('http_req_rate'),
  errorCount: dataCode('http_err_cnt'),
  errorRate: dataCode('http_err_rate'),
  failCount: dataCode('http_fail_cnt'),
  failRate: dataCode('http_fail_rate'),
  bytesInCount: dataCode('bytes_in_cnt'),
  bytesInRate: dataCode('bytes_in_rate'),
  bytesOutCount: dataCode('bytes_out_cnt'),
  bytesOutRate: dataCode('bytes_out_rate'),
} as const;

/** How a data type is kept. */
export type DataKind = 'number' | 'sum' | 'rate' | 'server-key';

/** What a data type is; arrays have a number of elements, rates a period. */
export function dataKind(type: DataType): DataKind {
  if (type.endsWith('_rate')) return 'rate';
  if (type === 'bytes_in_cnt' || type === 'bytes_out_cnt') return 'sum';
  return type === 'server_key' ? 'server-key' : 'number';
}

export function isArrayType(type: DataType): boolean {
  return type === 'gpt' || type === 'gpc' || type === 'gpc_rate';
}

/** One data type as a table stores it. */
export interface StoredData {
  readonly type: DataType;
  /** Elements of an array; 1 for all others. */
  readonly count: number;
  /** Period of a rate; 0 for all others. */
  readonly periodMs: number;
}

/** `stick-table` of a proxy, `table` of a peers section. */
export interface StickTableConfig {
  /** Name of its proxy, or `section/name`. */
  readonly name: string;
  readonly keyType: StickKeyType;
  /** Bytes of a key: the limit of strings, the size of all others. */
  readonly keyLength: number;
  /** Entries that fit. */
  readonly size: number;
  /** Life of an entry since it was touched; undefined = no end. */
  readonly expireMs: number | undefined;
  /** Refuses new entries rather than to drop old ones. */
  readonly noPurge: boolean;
  readonly receiveOnly: boolean;
  readonly serverKey: 'name' | 'addr';
  /** Bytes that rates of bytes count as one. */
  readonly byteRateFactor: number;
  readonly data: readonly StoredData[];
  readonly peers: string | undefined;
  /** Where they are named. */
  readonly peersRange?: SourceRange;
  readonly writeTo: string | undefined;
}

/** No entry. */
export const NO_ENTRY = -1;

/**
 * Entries of a table in the order in which they were last changed here, for those who are told of it. Updates are numbered
 * from 1 on.
 */
export interface UpdateLog {
  /** Number of the last update. */
  readonly last: number;
  /** Number of the last update that anybody was told of. */
  readonly told: number;
  /** Reads on from behind an update; to be closed when nobody listens any more. */
  open(after: number): UpdateCursor;
}

/** A reader of an {@link UpdateLog}. */
export interface UpdateCursor {
  /** The next entry that was changed, which counts as told; {@link NO_ENTRY} if there is none. */
  next(): number;
  /** Whether there is one. */
  readonly pending: boolean;
  /** Number of the update that `next` gave last. */
  readonly updateId: number;
  close(): void;
}

/** A table while it is used. Memory is taken when the first entry is made. */
export interface StickTable {
  readonly config: StickTableConfig;
  /** Stores one more data type; only before the first entry. */
  require(type: DataType): void;
  /** The types it stores, in the order of {@link DATA_TYPES}. */
  readonly data: readonly StoredData[];
  /** Entries that live, and those that still fit. */
  readonly used: number;
  readonly available: number;

  /** The entry of a key; {@link NO_ENTRY} if there is none or the value cannot be a key. */
  find(key: Value): number;
  /** The entry of a key, made if need be; {@link NO_ENTRY} if it cannot be a key or the table is full. */
  obtain(key: Value): number;
  /** The entry that has the key of another table's entry. */
  findSame(other: StickTable, entry: number): number;
  remove(entry: number): void;
  /** Everything that lives, in order of keys as long as these are few. Entries may go while it runs. */
  entries(): Iterable<number>;
  /** Whether the number is that of an entry. */
  isEntry(entry: number): boolean;
  keyOf(entry: number): Value;

  /** Prolongs its life. */
  touch(entry: number): void;
  /** Holds it: it is neither dropped nor does it expire until it is released as often. */
  hold(entry: number): void;
  release(entry: number): void;
  holders(entry: number): number;
  /** What is left of its life; 0 where nothing ends it. */
  remainingMs(entry: number): number;

  /** Whether an element of a data type is stored. Tables with arrays answer for `gpc0`, `gpc1`, `gpt0` too. */
  stores(code: DataCode, index: number): boolean;
  /** A number, a sum, or a rate as of now; undefined if it is not stored. */
  read(entry: number, code: DataCode, index: number): number | undefined;
  /** Adds to a number, or counts events of a rate. @returns the number, or the events of the period that runs */
  add(entry: number, code: DataCode, index: number, by: number): number | undefined;
  /** Sets a number; of a rate: the events of the period that runs. */
  write(entry: number, code: DataCode, index: number, value: number): void;
  readServerKey(entry: number): string | undefined;
  writeServerKey(entry: number, key: string): void;

  /** Keeps the order of changes from now on; `onUpdate` is called at each one that nobody was told of yet. */
  exchange(onUpdate: () => void): UpdateLog;
  /** The key as it goes over the wire, in network order, behind `at`; gives its length. */
  copyKey(entry: number, into: Uint8Array, at: number): number;
  /** The entry of a key from the wire, made if need be; {@link NO_ENTRY} if it cannot be a key or the table is full. */
  obtainWire(bytes: Uint8Array, at: number, length: number): number;
  /** Somebody else changed the entry: it lives on for this long, or as if it was touched. No change of our own. */
  learn(entry: number, expireMs: number | undefined): void;
  /** Numbers of all entries that live, those that end first in front. */
  byExpiry(): Int32Array;
  /** Parts of a rate: 0 = age of its period in milliseconds, 1 = its events, 2 = those of the period before. */
  ratePart(entry: number, code: DataCode, index: number, part: 0 | 1 | 2): number;
  writeRate(entry: number, code: DataCode, index: number, ageMs: number, current: number, previous: number): void;
  /** Peers that keys are shared out to (`shards`); 0 = all get everything. */
  shards: number;
  /** Changes that peers are told of, so far; 0 where none listens. */
  readonly localUpdates: number;
  /** Which of them gets the entry, from 1 on; 0 without shards. */
  shardOf(entry: number): number;
}

/** All tables of a configuration by name, and how many entries a connection may track. */
export class StickTables {
  readonly #tables: Map<string, StickTable>;
  /** `tune.stick-counters`. */
  counters: number;

  constructor() {
    this.#tables = new Map();
    this.counters = 3;
  }

  get(name: string): StickTable | undefined {
    return this.#tables.get(name);
  }

  add(table: StickTable): void {
    this.#tables.set(table.config.name, table);
  }

  all(): Iterable<StickTable> {
    return this.#tables.values();
  }
}

/** What a section declares: made when the plan is. */
export interface StickTableDraft {
  readonly config: StickTableConfig;
  readonly create: () => StickTable;
}

/**
 * Entries that a connection or a stream feeds (`track-sc*`, manual 4.4). The engine tells it what happens; a stream's events
 * also go to the entries of its connection.
 */
export interface TrackedCounters {
  /** Table and entry of a counter; undefined, NO_ENTRY if it tracks nothing. */
  tableOf(counter: number): StickTable | undefined;
  entryOf(counter: number): number;
  /** The connection passed its rules. */
  onSession(): void;
  onRequest(): void;
  /** A request that the client is to blame for: not readable, or answered with 4xx. */
  onHttpError(): void;
  /** A response that the server is to blame for. */
  onHttpFail(): void;
  onBytes(fromClient: number, toClient: number): void;
  /** It is over: the entries are released. */
  onEnd(): void;
}
