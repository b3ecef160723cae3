/** Tells the entries that a stream and its connection track what happens (manual 4.4 `track-sc`). */
import type { StreamState } from './stream-state.js';

/** Bytes that entries may lag behind while a stream runs. */
const LAG_BYTES = 65_536;

/** One more request: it could be read, or was refused. */
export function trackRequest(state: StreamState): void {
  state.tracked?.onRequest();
  state.session.tracked?.onRequest();
}

/** The client is to blame for how the request ended. */
export function trackHttpError(state: StreamState): void {
  state.tracked?.onHttpError();
  state.session.tracked?.onHttpError();
}

/** Status of a server's response. */
export function trackResponse(state: StreamState, status: number): void {
  if (state.tracked === undefined && state.session.tracked === undefined) return;
  const counted = state.frontendLive.countedStatuses;
  if (counted.errors.has(status)) trackHttpError(state);
  if (counted.failures.has(status)) trackHttpFail(state);
}

/** A server failed to answer. */
export function trackHttpFail(state: StreamState): void {
  state.tracked?.onHttpFail();
  state.session.tracked?.onHttpFail();
}

/** Bytes that have not been told yet. */
export function trackBytes(state: StreamState): void {
  if (state.tracked === undefined && state.session.tracked === undefined) return;
  const fromClient = state.bytesFromClient - state.trackedFromClient;
  const toClient = state.bytesToClient - state.trackedToClient;
  state.trackedFromClient = state.bytesFromClient;
  state.trackedToClient = state.bytesToClient;
  state.tracked?.onBytes(fromClient, toClient);
  state.session.tracked?.onBytes(fromClient, toClient);
}

/** The same, but only when there are many: called for every piece of data. */
export function trackSomeBytes(state: StreamState): void {
  const lag = state.bytesFromClient - state.trackedFromClient + state.bytesToClient - state.trackedToClient;
  if (lag >= LAG_BYTES) trackBytes(state);
}

/** The stream is over: it tracks nothing any more. */
export function trackEnd(state: StreamState): void {
  state.tracked?.onEnd();
}
