/** How a connection to a server ends: closed for good, and the stream that it works for is told why. */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { connectFault } from '../fault/connect-fault.js';
import { FLUSH_MS } from '../unsent-bytes.js';
import type { ServerLeg } from './server-leg.js';

/** Closes, then tells the stream why. */
export function failLeg(leg: ServerLeg, code: FaultCode): void {
  const { stream } = leg;
  leg.stream = undefined;
  closeLeg(leg);
  stream?.onServerFault(code);
}

/** `gently`: what was written still goes out, within a limit. */
export function closeLeg(leg: ServerLeg, gently = false): void {
  leavePool(leg);
  const { connection } = leg;
  if (connection === undefined) return;
  if (!gently || connection.writableLength === 0) connection.destroy();
  else {
    connection.close();
    timers.arm(leg.timer, nowMs(), FLUSH_MS);
  }
}

/** Its connection is closed. */
export function legClosed(leg: ServerLeg, fault: TcpFault | undefined): void {
  timers.remove(leg.timer);
  const wasReady = leg.ready;
  leavePool(leg);
  const { stream } = leg;
  if (stream === undefined) return;
  leg.stream = undefined;
  if (wasReady) stream.onServerFault(leg.answering ? 'server-abort' : 'server-empty');
  else stream.onServerFault(connectFault(leg.server, fault));
}

function leavePool(leg: ServerLeg): void {
  if (leg.closed) return;
  leg.closed = true;
  timers.remove(leg.timer);
  leg.pool.forget(leg);
}
