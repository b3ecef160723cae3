/** The place of a stream on its server, in both modes: asked for, taken, given back once. */
import { nowMs } from '../../base/clock.js';
import type { Server } from '../../model/server.js';
import type { Persistence } from '../cookie/persistence.js';
import { countBalanced } from '../stream/count-start.js';
import type { StreamState } from '../stream/stream-state.js';
import type { Waiter } from './dispatcher.js';

/** A stream that needs a server, or has one. */
export interface SlotHolder extends Waiter {
  readonly state: StreamState;
  readonly persistence: Persistence;
  /** The dispatcher counts the stream on `state.server`. */
  holdsSlot: boolean;
  avoided: Server | undefined;
}

/** Asks the dispatcher; the stream is told of its server now or later. False: there is none. */
export function findServer(stream: SlotHolder): boolean {
  const { dispatcher } = stream.state.backendLive;
  const taken = dispatcher === undefined ? 'none' : dispatcher.take(stream);
  if (taken === 'none') return false;
  if (taken !== 'queued' && taken !== 'full') {
    if (taken !== stream.persistence.server) countBalanced(taken);
    stream.onServer(taken);
  }
  return true;
}

/** A slot of the server was taken for the stream. */
export function holdSlot(stream: SlotHolder, server: Server): void {
  const { state } = stream;
  stream.holdsSlot = true;
  state.server = server;
  state.queueAtMs = state.elapsed(nowMs());
}

/** The queue of the server takes no more: the stream ends in its name. */
export function noteFull(stream: SlotHolder, server: Server): void {
  stream.state.server = server;
  if (server !== stream.persistence.server) countBalanced(server);
}

/** Gives the slot back, once. */
export function releaseSlot(stream: SlotHolder): void {
  if (!stream.holdsSlot) return;
  stream.holdsSlot = false;
  stream.state.backendLive.dispatcher!.release(stream.state.server!);
}
