/**
 * Filters (manual 9): what a proxy puts between the two sides of its streams. A filter sees the head of each direction when
 * the rules are through and may give a worker for the payload behind it: one that slows it down, or makes something else of it.
 */
import type { Stream } from './stream.js';

export type FlowSide = 'request' | 'response';

/** One `filter` line of a proxy. */
export interface Filter {
  /** Name of its row: `bwlim-in`. */
  readonly name: string;
  /** How rules call it. */
  readonly id: string;
  /** Name of its proxy. */
  readonly owner: string;
  /** Place among the filters of its proxy, by direction; -1: `filter-sequence` leaves it out. */
  readonly ranks: Readonly<Record<FlowSide, number>>;
  /** The head of an HTTP request is about to leave; its fields may be changed. @returns who works on the payload */
  onRequest?(stream: Stream): FlowWorker | undefined;
  /** The same for a response. */
  onResponse?(stream: Stream): FlowWorker | undefined;
}

/** Works on the payload of one direction of one stream. */
export interface FlowWorker {
  readonly filter: Filter;
  readonly side: FlowSide;
  /**
   * How many of the bytes at hand may go on now; absent = all. What stays is offered again with what follows, at
   * {@link wakeAtMs} at the latest. `isLast`: nothing follows.
   */
  admit?(sizeBytes: number, isLast: boolean, nowMs: number): number;
  /** `Infinity`: only when more comes. */
  readonly wakeAtMs: number;
  /** What becomes of bytes that were admitted; they are valid during the call only. Absent = they go on as they are. */
  transform?(bytes: Buffer): Buffer;
  /** What follows the last bytes. */
  finish?(): Buffer | undefined;
  /** The same payload is sent again, to another server. */
  restart?(): void;
  /** The stream is over. */
  close?(): void;
}

/** The workers of a stream. */
export interface StreamFilters {
  find(filter: Filter, side: FlowSide): FlowWorker | undefined;
  /** Puts a worker at its place in its direction, if the filter takes part there. */
  start(worker: FlowWorker): void;
}
