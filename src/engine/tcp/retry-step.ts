/** What is tried when a server fails (manual 4.2 `retries`, `option redispatch`). */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import { connectionErrorOf } from '../fault/connect-fault.js';
import { FAULTS } from '../fault/fault-table.js';
import { observeFault } from '../health/observation.js';
import { countRetry, hasChoice, hasRetries, leaveServer, retryDelayMs, shouldRedispatch } from '../phase/retry.js';
import { assignServer, connectToServer } from './connect-step.js';
import { fail } from './ending.js';
import { TcpPhase } from './phase.js';
import type { TcpServerSide } from './tcp-server-side.js';
import type { TcpStream } from './tcp-stream.js';

/** The connection to the server did not come about, or broke. */
export function serverFault(stream: TcpStream, side: TcpServerSide, code: FaultCode): void {
  if (stream.server !== side) return;
  stream.server = undefined;
  side.server.connectionsUsed--;
  stream.state.serverError = connectionErrorOf(code);
  if (side.server.observer !== undefined) observeFault(side.server, code);
  if (stream.phase === TcpPhase.Done) return;
  // All that it had to say is here and on its way to the client.
  if (stream.serverEnded && stream.state.filters?.response.busy === true) return;
  if (stream.phase === TcpPhase.Connect && retry(stream, code)) return;
  fail(stream, code);
}

/** False: no attempt is left, or none would help. */
function retry(stream: TcpStream, code: FaultCode): boolean {
  const { state } = stream;
  const server = state.server!;
  if (FAULTS[code].retry === undefined || !hasRetries(state)) return false;
  state.retries++;
  const isAtOnce = code !== 'connect-timeout';
  if (shouldRedispatch(state, stream.persistence)) {
    leaveServer(stream, server);
    if (isAtOnce && !hasChoice(state.backendLive)) turnAround(stream);
    else assignServer(stream);
    return true;
  }
  countRetry(state, server);
  if (isAtOnce) turnAround(stream);
  else connectToServer(stream, server);
  return true;
}

/** A failure that came at once is not repeated at once. */
function turnAround(stream: TcpStream): void {
  stream.phase = TcpPhase.Turnaround;
  timers.arm(stream.timer, nowMs(), retryDelayMs(stream.state.backendLive));
}

/** The pause is over. */
export function tryAgain(stream: TcpStream): void {
  const { server } = stream.state;
  if (server === undefined) assignServer(stream);
  else connectToServer(stream, server);
}
