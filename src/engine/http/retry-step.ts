/** Another attempt after a failed one, on the same server or on another (manual 4.2 `retries`, `retry-on`, `option redispatch`). */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import { FAULTS } from '../fault/fault-table.js';
import { countRetry, hasChoice, hasRetries, leaveServer, retryDelayMs, shouldRedispatch } from '../phase/retry.js';
import { connectToServer } from './connect-step.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';
import { assign } from './queue-step.js';

/** Methods that may be sent twice. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** Tries again if the configuration allows it. */
export function retry(stream: HttpStream, code: FaultCode): boolean {
  const { state } = stream;
  const reason = FAULTS[code].retry;
  if (reason === undefined || !state.backendLive.retryReasons.has(reason)) return false;
  if (state.l7RetryDisabled && reason !== 'conn-failure') return false;
  if (!hasRetries(state) || stream.phase >= Phase.Response) return false;
  // What was sent and not kept cannot be sent again.
  if (stream.phase === Phase.Wait && state.bytesToServer > 0 && !canReplay(stream)) return false;
  tryAgain(stream, code === 'connect-refused' || code === 'server-tls' || code === 'no-local-resource');
  return true;
}

/** A kept connection that closed just when we used it says nothing about the server: the next one is tried (RFC 9110 9.2.2). */
export function wasStale(stream: HttpStream, code: FaultCode): boolean {
  const { state } = stream;
  if (code !== 'server-empty' || !state.serverConnectionReused || stream.phase !== Phase.Wait) return false;
  return IDEMPOTENT.has(state.request!.method) && canReplay(stream);
}

/** Whether the whole request is still at hand. */
export function canReplay(stream: HttpStream): boolean {
  const { bodyKind } = stream.state.request!;
  return bodyKind === 'none' || (stream.requestEnded && stream.bodyKept);
}

/** Another attempt: on another server, or on the same one after a moment if the failure came at once. */
export function tryAgain(stream: HttpStream, wasImmediate: boolean): void {
  const { state } = stream;
  const server = state.server!;
  state.retries++;
  if (shouldRedispatch(state, stream.persistence)) {
    leaveServer(stream, server);
    // Where the choice can only be the same one, it has a moment to recover.
    if (wasImmediate && !hasChoice(state.backendLive)) turnAround(stream);
    else assign(stream);
    return;
  }
  countRetry(state, server);
  if (!wasImmediate) connectToServer(stream, server);
  else turnAround(stream);
}

function turnAround(stream: HttpStream): void {
  stream.phase = Phase.Turnaround;
  timers.arm(stream.timer, nowMs(), retryDelayMs(stream.state.backendLive));
}

/** The moment before the next attempt is over. */
export function endTurnaround(stream: HttpStream): void {
  if (stream.state.server === undefined) assign(stream);
  else connectToServer(stream, stream.state.server);
}
