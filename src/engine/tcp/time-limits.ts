/** How long a client and a server may be silent (manual 4.2 `timeout client`, `timeout server`, `timeout tunnel`, `timeout *-fin`). */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import { takesBytes } from '../unsent-bytes.js';
import { armFlush, fail } from './ending.js';
import { isConnecting, isInspecting, TcpPhase } from './phase.js';
import type { TcpStream } from './tcp-stream.js';

/** The client's time begins anew. */
export function armClient(stream: TcpStream): void {
  const { phase, state, clientTimer } = stream;
  const { timeouts } = state.frontendLive.config;
  let ms = state.timeoutClientMs ?? timeouts.clientMs;
  if (phase === TcpPhase.Data) ms = tunnelMs(stream) ?? ms;
  if (stream.responseForwarded && timeouts.clientFinMs !== undefined) ms = timeouts.clientFinMs;
  // While the server is full the client is not late; while we connect, nothing is expected of it.
  const isExcused = stream.connection.paused || isConnecting(phase);
  if (ms === undefined || isExcused || stream.clientEnded) timers.disarm(clientTimer);
  else timers.arm(clientTimer, nowMs(), ms);
}

/** The server's time begins anew. */
export function armServer(stream: TcpStream): void {
  const { state, server } = stream;
  const { timeouts } = state.backendLive.config;
  let ms = tunnelMs(stream) ?? state.timeoutServerMs ?? timeouts.serverMs;
  if (stream.clientEnded && timeouts.serverFinMs !== undefined) ms = timeouts.serverFinMs;
  // One that may not send is not late.
  const isExcused = stream.serverEnded || server?.connection?.paused === true;
  server?.arm(isExcused ? 0 : (ms ?? 0));
}

function tunnelMs({ state }: TcpStream): number | undefined {
  return state.timeoutTunnelMs ?? state.backendLive.config.timeouts.tunnelMs;
}

/** The client's time is over. */
export function clientSilent(stream: TcpStream): void {
  const { phase } = stream;
  const takes = takesBytes(stream, stream.connection);
  if (phase === TcpPhase.Done) {
    if (takes) armFlush(stream);
    else stream.connection.destroy();
  } else if (takes) armClient(stream);
  else if (isInspecting(phase) || phase === TcpPhase.Data) fail(stream, 'client-timeout');
}

/** The server's time is over. */
export function serverSilent(stream: TcpStream): void {
  // Where both are late at a time, as with equal limits or one for the tunnel, the client is told of (haproxy 2.6).
  const isCommon = tunnelMs(stream) !== undefined && !stream.clientEnded && !stream.serverEnded;
  const isClientLate = stream.phase === TcpPhase.Data && stream.clientTimer.expireMs <= nowMs();
  fail(stream, isCommon || isClientLate ? 'client-timeout' : 'server-timeout');
}
