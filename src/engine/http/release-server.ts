/** Lets go of what a stream holds of a server: its place in the queue, its connection, its slot. */
import { timers } from '../../base/timer-wheel.js';
import { releaseSlot } from '../assign/slot.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';

/** Waits for no server any more, and for no time. */
export function leaveQueue(stream: HttpStream): void {
  if (stream.phase === Phase.Queue) stream.state.backendLive.dispatcher?.abandon(stream);
  timers.disarm(stream.timer);
}

/** Cuts off the server side. */
export function dropServer(stream: HttpStream): void {
  const leg = stream.server;
  stream.server = undefined;
  leg?.release(false);
  releaseSlot(stream);
}

/** Everything was exchanged, or will never be: the connection serves others if both messages are complete. */
export function releaseServer(stream: HttpStream): void {
  if (stream.server !== undefined) {
    const leg = stream.server;
    stream.server = undefined;
    leg.release(stream.responseEnded && stream.isSent);
  }
  releaseSlot(stream);
}

/** Lets go of the server connection but keeps the slot, for another attempt; it serves again if its response ends now. */
export function leaveLeg(stream: HttpStream): void {
  const leg = stream.server;
  stream.server = undefined;
  leg?.leave(stream.isSent);
}
