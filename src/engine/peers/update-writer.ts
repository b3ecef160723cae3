/** Writes updates of a session: definitions where the table changes, then heads, keys and values of entries. */
import type { DataCode, StickTable } from '../../model/stick-table.js';
import type { ByteWriter } from '../../net/peers/byte-writer.js';
import { writeDefinition } from '../../net/peers/definition.js';
import type { SentTexts } from '../../net/peers/dictionary.js';
import { beginUpdate, type ValueSource, writeValues } from '../../net/peers/update.js';
import type { SharedTable } from './shared-table.js';

/** Entries whose life is nearly whole need not say it. */
const FRESH_MS = 1000;

export class UpdateWriter implements ValueSource {
  readonly #writer: ByteWriter;
  readonly #texts: SentTexts;
  /** Version 2.0 of the protocol does not tell the life of entries. */
  readonly #mayTime: boolean;
  /** The table that the other side takes updates to be of. */
  current: SharedTable | undefined;
  /** Number of the update that was written last, of that table. */
  #lastId: number;
  #table: StickTable | undefined;
  #entry: number;

  constructor(writer: ByteWriter, texts: SentTexts, mayTime: boolean) {
    this.#writer = writer;
    this.#texts = texts;
    this.#mayTime = mayTime;
    this.current = undefined;
    this.#lastId = -1;
    this.#table = undefined;
    this.#entry = 0;
  }

  /** Updates are of this table from now on. */
  open(shared: SharedTable): void {
    if (this.current === shared) return;
    this.current = shared;
    this.#lastId = -1;
    const { table, localId, logged } = shared;
    const { keyType, keyLength, expireMs } = table.config;
    writeDefinition(this.#writer, {
      ...{ id: localId, name: logged.wireName, keyType, keyLength, data: table.data, expireMs: expireMs ?? 0 },
    });
  }

  /** `timed`: the life that is left is said whatever it is; else only where it is not nearly whole. */
  update(shared: SharedTable, entry: number, updateId: number, timed: boolean): void {
    this.open(shared);
    const writer = this.#writer;
    const { table } = shared;
    const { keyType, keyLength, expireMs } = table.config;
    const leftMs = expireMs === undefined ? 0 : table.remainingMs(entry);
    const saysLife = this.#mayTime && (timed || (expireMs !== undefined && leftMs < expireMs - FRESH_MS));
    const follows = this.#lastId >= 0 && updateId === this.#lastId + 1;
    this.#lastId = updateId;
    const place = beginUpdate(writer, { updateId, follows, expireMs: saysLife ? leftMs : undefined });
    const length = keyType === 'string' ? writer.beginLength() : undefined;
    writer.reserve(keyLength);
    writer.length += table.copyKey(entry, writer.bytes, writer.length);
    if (length !== undefined) writer.endLength(length);
    this.#table = table;
    this.#entry = entry;
    writeValues(writer, shared.logged.columns, this.#texts, this);
    writer.endLength(place);
  }

  // ---- values of the entry

  readonly number = (code: DataCode, index: number): number => this.#table!.read(this.#entry, code, index) ?? 0;

  readonly ratePart = (code: DataCode, index: number, part: 0 | 1 | 2): number =>
    this.#table!.ratePart(this.#entry, code, index, part);

  readonly text = (): string | undefined => this.#table!.readServerKey(this.#entry);
}
