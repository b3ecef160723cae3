/** From a request to a server for it: at once, or behind others in the queue. */
import { nowMs } from '../../base/clock.js';
import type { Server } from '../../model/server.js';
import { countBalanced } from '../stream/count-start.js';
import { connectToServer } from './connect-step.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';

/** Asks for a server. */
export function assign(stream: HttpStream): void {
  stream.phase = Phase.Queue;
  const { dispatcher } = stream.state.backendLive;
  const taken = dispatcher === undefined ? 'none' : dispatcher.take(stream);
  if (taken === 'queued') return;
  if (taken === 'none') stream.fail('no-server');
  else if (taken !== 'full') {
    if (taken !== stream.persistence.server) countBalanced(taken);
    takeServer(stream, taken);
  }
}

/** A slot of a server was taken for the stream. */
export function takeServer(stream: HttpStream, server: Server): void {
  const { state } = stream;
  stream.holdsSlot = true;
  state.server = server;
  stream.lastServer = server;
  state.queueAtMs = state.elapsed(nowMs());
  connectToServer(stream, server);
}

/** The queue of the chosen server takes no more. */
export function failFull(stream: HttpStream, server: Server): void {
  stream.state.server = server;
  if (server !== stream.persistence.server) countBalanced(server);
  stream.fail('queue-full');
}

/** Waited for too long. */
export function failQueued(stream: HttpStream): void {
  const { state } = stream;
  state.queueAtMs = state.elapsed(nowMs());
  stream.fail('queue-timeout');
}
