/** Takes definitions and updates of the other side over into tables (configuration.txt 11.1 `recv-only`, `write-to`; 11.2). */
import type { DataCode, StickTable } from '../../model/stick-table.js';
import { DATA, DATA_TYPES, dataCode, NO_ENTRY } from '../../model/stick-table.js';
import type { ByteReader } from '../../net/peers/byte-reader.js';
import { readDefinition, type TableDefinition } from '../../net/peers/definition.js';
import type { ReceivedTexts } from '../../net/peers/dictionary.js';
import { hasExpiry, hasUpdateId, keyBytes, readValues, type ValueSink } from '../../net/peers/update.js';
import type { SharedTable } from './shared-table.js';

/** Types that no arithmetic is done on: the only ones that `write-to` hands on. */
const PLAIN: ReadonlySet<DataCode> = new Set(
  (['server_id', 'server_key', 'gpt0', 'gpt'] as const).map((type) => dataCode(type)),
);

export class UpdateReader implements ValueSink {
  readonly #tables: readonly SharedTable[];
  readonly #texts: ReceivedTexts;
  /** The table that updates are of; undefined: one that is not shared here, or not in this form. */
  current: SharedTable | undefined;
  /** What updates carry that nobody here wants: their dictionary entries are learnt all the same. */
  #table: StickTable | undefined;
  #entry: number;
  #onlyPlain: boolean;

  constructor(tables: readonly SharedTable[], texts: ReceivedTexts) {
    this.#tables = tables;
    this.#texts = texts;
    this.current = undefined;
    this.#table = undefined;
    this.#entry = NO_ENTRY;
    this.#onlyPlain = false;
  }

  /** False if the message is malformed. */
  define(body: ByteReader): boolean {
    const definition = readDefinition(body);
    if (definition === undefined) return false;
    for (const each of this.#tables) {
      // A number that meant another table means it no more.
      if (each.remoteId === definition.id && each.logged.wireName !== definition.name) each.define(undefined, 0);
    }
    const shared = this.#tables.find(({ logged }) => logged.wireName === definition.name);
    this.current = shared !== undefined && hasSameKeys(shared.table, definition) ? shared : undefined;
    this.current?.define(definition, definition.id);
    return true;
  }

  switchTo(body: ByteReader): boolean {
    const id = body.integer();
    this.current = this.#tables.find(({ definition, remoteId }) => definition !== undefined && remoteId === id);
    return !body.broken;
  }

  /** False if the message is malformed. */
  update(type: number, body: ByteReader): boolean {
    const shared = this.current;
    if (shared === undefined || shared.definition === undefined) return true;
    const updateId = hasUpdateId(type) ? body.word() : (shared.lastReceived + 1) >>> 0;
    const expireMs = hasExpiry(type) ? body.word() : undefined;
    const { keyType, keyLength } = shared.table.config;
    const length = keyBytes(body, keyType, keyLength);
    if (body.broken || length < 0) return false;
    shared.lastReceived = updateId;
    const keyAt = body.at;
    body.skip(length);
    const valuesAt = body.at;
    const { table } = shared;
    const isRead = this.#learn(shared, table, keyAt, Math.min(length, keyLength), expireMs, body);
    const target = shared.logged.writeTo;
    if (!isRead || target === undefined) return isRead;
    body.at = valuesAt;
    return this.#learn(shared, target, keyAt, Math.min(length, keyLength), undefined, body);
  }

  #learn(
    shared: SharedTable,
    table: StickTable,
    keyAt: number,
    length: number,
    expireMs: number | undefined,
    body: ByteReader,
  ): boolean {
    const entry = table.obtainWire(body.buffer, keyAt, length);
    this.#table = table;
    this.#entry = entry;
    this.#onlyPlain = table !== shared.table;
    const isRead = readValues(body, shared.remoteColumns, this.#texts, this);
    if (entry !== NO_ENTRY) table.learn(entry, expireMs);
    return isRead;
  }

  // ---- values of the entry

  #wants(code: DataCode): boolean {
    if (this.#entry === NO_ENTRY) return false;
    if (this.#onlyPlain) return PLAIN.has(code);
    // What this process counts itself, unless it only looks on.
    return code !== DATA.connectionCurrent || this.#table!.config.receiveOnly;
  }

  /** Arrays answer for single elements to rules, not to peers. */
  #stores(code: DataCode, index: number): boolean {
    const table = this.#table!;
    return table.stores(code, index) && table.data.some(({ type }) => type === DATA_TYPES[code]);
  }

  number(code: DataCode, index: number, value: number): void {
    if (this.#wants(code) && this.#stores(code, index)) this.#table!.write(this.#entry, code, index, value);
  }

  rate(code: DataCode, index: number, ageMs: number, current: number, previous: number): void {
    if (!this.#wants(code) || !this.#stores(code, index)) return;
    this.#table!.writeRate(this.#entry, code, index, ageMs, current, previous);
  }

  text(code: DataCode, text: string): void {
    if (this.#wants(code) && this.#stores(code, 0)) this.#table!.writeServerKey(this.#entry, text);
  }
}

/** Tables of one name with other keys are not the same table: nothing is learnt, as in HAProxy. */
function hasSameKeys({ config }: StickTable, { keyType, keyLength }: TableDefinition): boolean {
  return config.keyType === keyType && config.keyLength === keyLength;
}
