/** Entries that a stream or its connection tracks, as expressions and actions see them (manual 7.3.3 `sc_*`). */
import type { StickTable, TrackedCounters } from '../../model/stick-table.js';
import { NO_ENTRY } from '../../model/stick-table.js';
import type { Stream } from '../../model/stream.js';

/** What tracks something under this number: the stream itself or its connection. */
export function trackerOf(stream: Stream, counter: number): TrackedCounters | undefined {
  const own = stream.tracked;
  if (own?.tableOf(counter) !== undefined) return own;
  const { tracked } = stream.session;
  return tracked?.tableOf(counter) === undefined ? undefined : tracked;
}

/** Whether a key of one table can be one of another. */
export function sharesKeys(a: StickTable, b: StickTable): boolean {
  return a.config.keyType === b.config.keyType && a.config.keyLength === b.config.keyLength;
}

/** The entry of a tracked key in another table. */
export function entryIn(other: StickTable, tracker: TrackedCounters, counter: number): number {
  const table = tracker.tableOf(counter);
  return table === undefined ? NO_ENTRY : other.findSame(table, tracker.entryOf(counter));
}
