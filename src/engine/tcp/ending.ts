/** How a TCP stream ends: on a fault or by itself, with its counters, its log line and its connections (manual 8.2.2, 8.5). */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { EndState, LogOrigin } from '../../model/stream.js';
import { releaseSlot } from '../assign/slot.js';
import { countFault, type FaultMoment } from '../fault/count-fault.js';
import { FAULTS } from '../fault/fault-table.js';
import { logStream } from '../log/stream-log.js';
import { countEnd } from '../stream/count-end.js';
import { trackBytes, trackEnd } from '../stream/track.js';
import { FLUSH_MS, unsentBytes } from '../unsent-bytes.js';
import { endStateOf, isConnecting, isInspecting, TcpPhase } from './phase.js';
import type { TcpStream } from './tcp-stream.js';

/**
 * Ends the stream against its will. A connection that broke, where it was not ended, is told as if data were under way and
 * counted, however far the stream came (haproxy 2.6).
 */
export function fail(stream: TcpStream, code: FaultCode, isBroken = false): void {
  const { phase, state } = stream;
  if (phase === TcpPhase.Done) return;
  if (isBroken && isConnecting(phase)) {
    endBroken(stream);
    return;
  }
  state.end(FAULTS[code].cause, code === 'no-server' ? 'C' : endState(stream, code));
  if (!isKill(code)) countFault(state, code, momentOf(phase));
  const hasWaited = stream.phase === TcpPhase.Queue && code !== 'no-server' && code !== 'queue-full';
  if (hasWaited) state.queueAtMs = state.elapsed(nowMs());
  finish(stream);
}

function endBroken(stream: TcpStream): void {
  const { state } = stream;
  state.end('C', 'D');
  countFault(state, 'client-abort', 'data');
  if (stream.phase === TcpPhase.Queue) state.queueAtMs = state.elapsed(nowMs());
  finish(stream);
}

function momentOf(phase: TcpPhase): FaultMoment {
  if (isInspecting(phase)) return 'request';
  return phase === TcpPhase.Data ? 'data' : 'connect';
}

function endState({ phase, serverEnded }: TcpStream, code: FaultCode): EndState {
  // No state is told of a stream that was ended from outside (observed).
  if (isKill(code) && phase === TcpPhase.Data) return '-';
  if (phase === TcpPhase.Data && serverEnded && code === 'client-abort') return 'L';
  return endStateOf(phase);
}

function isKill(code: FaultCode): boolean {
  return code === 'killed' || code === 'server-down' || code === 'backup-up';
}

/** Ends the stream; what was written still goes out on both sides. */
export function finish(stream: TcpStream): void {
  if (stream.phase === TcpPhase.Done) return;
  const { state } = stream;
  if (stream.phase === TcpPhase.Queue) state.backendLive.dispatcher?.abandon(stream);
  stream.phase = TcpPhase.Done;
  timers.remove(stream.timer);
  timers.remove(stream.clientTimer);
  const side = stream.server;
  stream.server = undefined;
  if (side !== undefined) {
    side.server.connectionsUsed--;
    side.leave();
  }
  releaseSlot(stream);
  state.filters?.close();
  state.closeAtMs = state.elapsed(nowMs());
  countEnd(state, stream.backendCounted, stream.core.figures);
  trackBytes(state);
  logOnce(stream, 'txn_close');
  trackEnd(state);
  closeClient(stream);
}

/** What was written still goes out while the client takes it. */
function closeClient(stream: TcpStream): void {
  const { connection } = stream;
  if (connection.closed) return;
  connection.close();
  if (connection.socket.destroyed) return;
  stream.unsent = unsentBytes(connection);
  armFlush(stream);
}

/** Limits how long the client may take for the last bytes, where it has no limit of its own too. */
export function armFlush({ clientTimer, state }: TcpStream): void {
  timers.arm(clientTimer, nowMs(), state.frontendLive.config.timeouts.clientMs ?? FLUSH_MS);
}

/** The line of the stream, at the first moment that asks for it. */
export function logOnce(stream: TcpStream, origin: LogOrigin): void {
  if (stream.logged) return;
  stream.logged = true;
  const { state } = stream;
  state.logOrigin = origin;
  if (state.frontendLive.dontLogNull && state.bytesFromClient === 0 && state.bytesFromServer === 0) return;
  logStream(state);
}
