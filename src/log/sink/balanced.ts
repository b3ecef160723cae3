/** Lines to a backend with `mode log` (manual 4.2 `mode`): each goes to one of its servers. */
import type { LogSink } from '../sink.js';

/** Sink of the server that takes a line, which is given without its header; undefined if no server is up. */
export type PickSink = (message: string) => LogSink | undefined;

export class BalancedSink implements LogSink {
  readonly #pick: PickSink;
  #lost: number;

  constructor(pick: PickSink) {
    this.#pick = pick;
    this.#lost = 0;
  }

  /** Lines for which no server was there; those that a server's sink lost are counted there. */
  get dropped(): number {
    return this.#lost;
  }

  send(line: string, headerLength = 0): void {
    const sink = this.#pick(headerLength === 0 ? line : line.slice(headerLength));
    if (sink === undefined) this.#lost++;
    else sink.send(line, headerLength);
  }

  /** The sinks of the servers belong to the table that made them, and are flushed and closed there. */
  flush(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}
