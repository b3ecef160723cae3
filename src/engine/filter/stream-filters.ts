/** The filters of one stream: those of its frontend, then those of its backend, in both directions (manual 9). */
import type { Filter, FlowSide, FlowWorker, StreamFilters } from '../../model/filter.js';
import type { Stream } from '../../model/stream.js';
import { Flow, type FlowTarget } from './flow.js';

export class FlowFilters implements StreamFilters {
  readonly request: Flow;
  readonly response: Flow;
  readonly #filters: Filter[];

  constructor(toServer: FlowTarget, toClient: FlowTarget, holdBytes: number) {
    this.request = new Flow(toServer, holdBytes);
    this.response = new Flow(toClient, holdBytes);
    this.#filters = [];
  }

  /** The stream enters a proxy. */
  enter(filters: readonly Filter[]): void {
    for (const filter of filters) if (!this.#filters.includes(filter)) this.#filters.push(filter);
  }

  find(filter: Filter, side: FlowSide): FlowWorker | undefined {
    return this[side].find((worker) => worker.filter === filter);
  }

  start(worker: FlowWorker): void {
    const rank = this.#rankOf(worker.filter, worker.side);
    if (rank >= 0) this[worker.side].add(worker, rank);
    else worker.close?.();
  }

  /** Filters look at a head that is about to leave. */
  onHead(side: FlowSide, stream: Stream): void {
    for (const filter of this.#filters) {
      if (filter.ranks[side] < 0) continue;
      const worker = side === 'request' ? filter.onRequest?.(stream) : filter.onResponse?.(stream);
      if (worker !== undefined) this.start(worker);
    }
  }

  close(): void {
    this.request.close();
    this.response.close();
    this.#filters.length = 0;
  }

  /** Filters of the frontend stand in front of all of the backend. */
  #rankOf(filter: Filter, side: FlowSide): number {
    const rank = filter.ranks[side];
    const at = this.#filters.indexOf(filter);
    if (rank < 0 || at < 0) return -1;
    const first = this.#filters.findIndex(({ owner }) => owner === filter.owner);
    return first * 1000 + rank;
  }
}
