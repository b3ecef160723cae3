/** What one stream knows of persistence: which server the client is bound to, by which means, and what to tell it. */
import type { Server } from '../../model/server.js';

export class Persistence {
  /** Server that a cookie or `use-server` names. */
  server: Server | undefined;
  /** The client's own cookie led to it: nothing need be inserted. */
  direct: boolean;
  /** `force-persist` / `ignore-persist` applied. */
  forced: boolean;
  ignored: boolean;
  /** Dates of the client's cookie, seconds since 1970; 0 = none. */
  lastDateS: number;
  firstDateS: number;
  /** Third letter of the termination flags. */
  requestState: string;

  constructor() {
    this.server = undefined;
    this.direct = false;
    this.forced = false;
    this.ignored = false;
    this.lastDateS = 0;
    this.firstDateS = 0;
    this.requestState = '-';
  }

  reset(): void {
    this.server = undefined;
    this.direct = false;
    this.forced = false;
    this.ignored = false;
    this.lastDateS = 0;
    this.firstDateS = 0;
    this.requestState = '-';
  }
}
