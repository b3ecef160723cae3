/** From a request to a server for it: at once, or behind others in the queue. */
import { nowMs } from '../../base/clock.js';
import type { Server } from '../../model/server.js';
import { findServer, holdSlot, noteFull } from '../assign/slot.js';
import { connectToServer } from './connect-step.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';

/** Asks for a server. */
export function assign(stream: HttpStream): void {
  stream.phase = Phase.Queue;
  if (findServer(stream)) return;
  const { state } = stream;
  // A frontend without a backend never got as far as to take the request (haproxy 2.6).
  if (state.backend.config.kind === 'frontend') state.requestMs = -1;
  stream.fail('no-server');
}

/** A slot of a server was taken for the stream. */
export function takeServer(stream: HttpStream, server: Server): void {
  holdSlot(stream, server);
  stream.lastServer = server;
  connectToServer(stream, server);
}

/** The queue of the chosen server takes no more. */
export function failFull(stream: HttpStream, server: Server): void {
  noteFull(stream, server);
  stream.fail('queue-full');
}

/** Waited for too long. */
export function failQueued(stream: HttpStream): void {
  const { state } = stream;
  state.queueAtMs = state.elapsed(nowMs());
  stream.fail('queue-timeout');
}
