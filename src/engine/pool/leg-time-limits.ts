/** How long a server may be silent (manual 4.2 `timeout connect`, `timeout server`, `timeout tunnel`, `timeout server-fin`). */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import { takesBytes } from '../unsent-bytes.js';
import { failLeg } from './leg-ending.js';
import type { ServerLeg } from './server-leg.js';

/** The server's time begins anew; the leg works for a stream. */
export function armServer(leg: ServerLeg): void {
  const stream = leg.stream!;
  const { state } = stream;
  const { timeouts } = state.backendLive.config;
  const serverMs = state.timeoutServerMs ?? timeouts.serverMs ?? 0;
  if (!leg.tunnel) {
    timers.arm(leg.timer, nowMs(), serverMs);
    return;
  }
  const tunnelMs = state.timeoutTunnelMs ?? timeouts.tunnelMs ?? serverMs;
  timers.arm(leg.timer, nowMs(), stream.requestEnded ? (timeouts.serverFinMs ?? tunnelMs) : tunnelMs);
}

/** The server was told that nothing more comes: `timeout server-fin` begins, if there is one. */
export function beginHalfClosed(leg: ServerLeg): void {
  if (leg.stream?.state.backendLive.config.timeouts.serverFinMs !== undefined) armServer(leg);
}

/** The server's time is over. */
export function serverSilent(leg: ServerLeg): void {
  if (leg.closed) leg.connection?.destroy();
  else if (isSlow(leg)) armServer(leg);
  else if (leg.tunnel) tunnelSilent(leg);
  else if (owesNothing(leg)) return;
  else failLeg(leg, leg.ready ? 'server-timeout' : 'connect-timeout');
}

/** It has answered and takes what comes: if the rest of the request is late, then by the client's limit (haproxy 2.6). */
function owesNothing({ stream, writer }: ServerLeg): boolean {
  return stream?.responseEnded === true && writer?.full !== true;
}

/** One limit for both directions: both are late at a time, and the client is told of (haproxy 2.6). */
function tunnelSilent(leg: ServerLeg): void {
  const stream = leg.stream!;
  const { state, requestEnded, responseEnded } = stream;
  const isCommon = (state.timeoutTunnelMs ?? state.backendLive.config.timeouts.tunnelMs) !== undefined;
  if (isCommon && !requestEnded && !responseEnded) stream.onClientTimeout();
  else failLeg(leg, 'tunnel-timeout');
}

function isSlow(leg: ServerLeg): boolean {
  return leg.writer?.full === true && leg.stream !== undefined && takesBytes(leg, leg.connection!);
}
