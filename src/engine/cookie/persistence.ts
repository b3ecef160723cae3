/** What one stream knows of persistence: which server the client is bound to, by which means, and what to tell it. */
import type { Server } from '../../model/server.js';
import type { StickTable } from '../../model/stick-table.js';
import type { Value } from '../../model/value.js';

/** A key under which a stick table will learn the server. */
export interface PendingStick {
  readonly table: StickTable;
  readonly key: Value;
}

export class Persistence {
  /** Server that a cookie or `use-server` names. */
  server: Server | undefined;
  /** The client's own cookie led to it: nothing need be inserted. */
  direct!: boolean;
  /** `force-persist` / `ignore-persist` applied. */
  forced!: boolean;
  ignored!: boolean;
  /** Dates of the client's cookie, seconds since 1970; 0 = none. */
  lastDateS!: number;
  firstDateS!: number;
  /** Third letter of the termination flags. */
  requestState!: string;
  /** Keys of the request that stick tables will learn the server under. */
  sticks: PendingStick[] | undefined;

  constructor() {
    this.reset();
  }

  /** Nothing is known of the next request. */
  reset(): void {
    this.server = undefined;
    this.direct = false;
    this.forced = false;
    this.ignored = false;
    this.lastDateS = 0;
    this.firstDateS = 0;
    this.requestState = '-';
    this.sticks = undefined;
  }
}
