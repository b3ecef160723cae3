/** One table in a session's eyes: both sides' numbers of it, how far each of them got (peers.txt). */
import type { ExchangedTable } from '../../compile/peers.js';
import type { SharedTableView } from '../../model/peers.js';
import type { StickTable, UpdateCursor, UpdateLog } from '../../model/stick-table.js';
import { dataCode } from '../../model/stick-table.js';
import type { TableDefinition } from '../../net/peers/definition.js';
import { columnsOf, type DataColumn } from '../../net/peers/update.js';

/** A table with the order of its changes: shared by all peers of a section. */
export interface LoggedTable extends ExchangedTable {
  readonly log: UpdateLog;
  /** Number of the table on the wire. */
  readonly localId: number;
  readonly columns: readonly DataColumn[];
}

export class SharedTable implements SharedTableView {
  readonly logged: LoggedTable;
  /** Numbers are those of the wire: 32 bits. */
  remoteId: number;
  definition: TableDefinition | undefined;
  remoteColumns: readonly DataColumn[];
  lastReceived: number;
  lastAcknowledged: number;
  /** Whole numbers of our updates. */
  lastPushed: number;
  acknowledged: number;
  teachingOrigin: number;
  /** Where pushing goes on; only during a session. */
  cursor: UpdateCursor | undefined;
  /** Whether the other side can have trust in acknowledgements: not while it is taught. */
  teaching: boolean;

  constructor(logged: LoggedTable) {
    this.logged = logged;
    this.remoteId = 0;
    this.definition = undefined;
    this.remoteColumns = [];
    this.lastReceived = 0;
    this.lastAcknowledged = 0;
    this.lastPushed = 0;
    this.acknowledged = 0;
    this.teachingOrigin = 0;
    this.cursor = undefined;
    this.teaching = false;
  }

  /** A session begins: what the other side has not acknowledged is pushed once more. */
  open(): void {
    this.close();
    this.remoteId = 0;
    this.definition = undefined;
    this.lastReceived = 0;
    this.lastAcknowledged = 0;
    this.teaching = false;
    this.rewind(this.acknowledged);
  }

  /** Pushing goes on behind this update. */
  rewind(after: number): void {
    this.cursor?.close();
    this.lastPushed = after;
    this.teachingOrigin = after;
    this.cursor = this.logged.log.open(after);
  }

  close(): void {
    this.cursor?.close();
    this.cursor = undefined;
  }

  /** The other side says what its updates carry; undefined: they are passed over. */
  define(definition: TableDefinition | undefined, remoteId: number): void {
    this.definition = definition;
    this.remoteId = remoteId;
    this.remoteColumns = definition === undefined ? [] : columnsOf(definition.data);
  }

  /** The other side has everything up to here. */
  acknowledge(wireId: number): void {
    if (this.teaching) return;
    const { last } = this.logged.log;
    const id = last - ((last - wireId) >>> 0);
    if (id > this.acknowledged && id <= this.lastPushed) this.acknowledged = id;
  }

  // ---- for the runtime API

  get table(): StickTable {
    return this.logged.table;
  }

  get localId(): number {
    return this.logged.localId;
  }

  get remoteData(): number {
    return this.definition?.data.reduce((bits, { type }) => bits + 2 ** dataCode(type), 0) ?? 0;
  }

  get update(): number {
    return this.logged.log.last;
  }

  get localUpdate(): number {
    return this.logged.log.last;
  }

  get commitUpdate(): number {
    return this.logged.log.told;
  }
}
