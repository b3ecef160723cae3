/** Ring buffers (manual 12.5): the newest events in memory for `show events`, and for servers that get a copy of each. */
import type { LogRing } from '../../model/log-target.js';
import type { LogSink } from '../sink.js';

/** Slots of forgotten events that may stand before the oldest one before the list is cut. */
const MAX_STALE = 1024;

export class RingSink implements LogSink {
  dropped: number;
  readonly settings: LogRing;
  readonly #forward: readonly LogSink[];
  readonly #watchers: Set<(line: string) => void>;
  #events: string[];
  /** Index of the oldest event in `#events`. */
  #first: number;
  #bytes: number;

  constructor(settings: LogRing, forward: readonly LogSink[]) {
    this.dropped = 0;
    this.settings = settings;
    this.#forward = forward;
    this.#watchers = new Set();
    this.#events = [];
    this.#first = 0;
    this.#bytes = 0;
  }

  send(line: string): void {
    for (const sink of this.#forward) sink.send(line);
    for (const watcher of this.#watchers) watcher(line);
    if (line.length + 1 > this.settings.sizeBytes) {
      this.dropped++;
      return;
    }
    this.#events.push(line);
    this.#bytes += line.length + 1;
    while (this.#bytes > this.settings.sizeBytes) this.#forget();
  }

  /** Events from the oldest to the newest, without line feeds. */
  events(): readonly string[] {
    return this.#events.slice(this.#first);
  }

  /** Calls `watcher` for each new event (`show events -w`) until the function it returns is called. */
  watch(watcher: (line: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  flush(): void {
    for (const sink of this.#forward) sink.flush();
  }

  /** The sinks that get a copy belong to who made them. */
  close(): Promise<void> {
    this.#watchers.clear();
    this.flush();
    return Promise.resolve();
  }

  #forget(): void {
    this.#bytes -= (this.#events[this.#first] as string).length + 1;
    this.#first++;
    if (this.#first < MAX_STALE) return;
    this.#events = this.#events.slice(this.#first);
    this.#first = 0;
  }
}
