/** Lines to a backend with `mode log` (manual 4.2 `mode`): each goes to one of its servers, in turn. */
import type { LogSink } from '../sink.js';

/** Chooses a server for a line: an index below `count`. */
export type PickServer = (line: string, count: number) => number;

/** `balance roundrobin`, the default of log backends. */
export function createRoundRobin(): PickServer {
  let at = -1;
  return (_line, count) => {
    at = at + 1 >= count ? 0 : at + 1;
    return at;
  };
}

/** Spreads lines over the sinks of servers; `usable` says which of them take lines now. */
export class BalancedSink implements LogSink {
  readonly #pick: PickServer;
  readonly #usable: () => readonly LogSink[];
  #lost: number;

  constructor(usable: () => readonly LogSink[], pick: PickServer) {
    this.#usable = usable;
    this.#pick = pick;
    this.#lost = 0;
  }

  /** Lines for which no server was there; those that a server's sink lost are counted there. */
  get dropped(): number {
    return this.#lost;
  }

  send(line: string): void {
    const sinks = this.#usable();
    const sink = sinks.length === 0 ? undefined : sinks[this.#pick(line, sinks.length)];
    if (sink === undefined) this.#lost++;
    else sink.send(line);
  }

  flush(): void {
    for (const sink of this.#usable()) sink.flush();
  }

  /** The sinks of the servers belong to who made them. */
  close(): Promise<void> {
    this.flush();
    return Promise.resolve();
  }
}
