/** The client is gone or late: what follows depends on how far the stream came. */
import { nowMs } from '../../base/clock.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';
import { runRequestSteps } from './request-steps.js';
import { abort, currentEndState, endTarpit } from './stream-end.js';

/** The client is gone, or its connection broke. */
export function endClientGone(stream: HttpStream): void {
  const { phase, state } = stream;
  if (phase === Phase.Idle || phase === Phase.Done) return;
  if (phase === Phase.Rules && !stream.clientLeft && runsToItsEnd(stream)) return;
  // While the request is being sent, that is the phase of data.
  const isSending = phase === Phase.Tunnel || (phase === Phase.Wait && !stream.requestEnded);
  if (phase === Phase.Queue) state.queueAtMs = state.elapsed(nowMs());
  if (phase === Phase.Tarpit) endTarpit(stream, 'P');
  else abort(stream, 'client-abort', isSending ? 'D' : currentEndState(stream));
}

/**
 * Rules that waited for the request see what there is of it, and may answer or refuse it; without that the stream ends where
 * a server would be asked (haproxy 2.6). False: something else than the request is waited for.
 */
function runsToItsEnd(stream: HttpStream): boolean {
  stream.clientLeft = true;
  stream.state.requestChannel.closed = true;
  runRequestSteps(stream);
  return stream.phase !== Phase.Rules;
}

/** The client takes no data or sends none for too long. */
export function endClientTimeout(stream: HttpStream): void {
  if (stream.phase === Phase.Rules) stream.state.requestMs = -1;
  if (stream.answered || stream.phase >= Phase.Response) abort(stream, 'client-timeout', currentEndState(stream));
  else stream.fail('client-timeout');
}
