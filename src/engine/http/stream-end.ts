/**
 * How an HTTP stream ends: with everything exchanged, with an answer of ours, cut off; counted and logged once. Every way
 * leads through {@link finish}.
 */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { EndCause, EndState, LogOrigin } from '../../model/stream.js';
import type { Reply } from '../../model/verdict.js';
import { countFault, type FaultMoment } from '../fault/count-fault.js';
import { FAULTS } from '../fault/fault-table.js';
import { logStream } from '../log/stream-log.js';
import { answer } from '../reply/answer.js';
import { pageReply } from '../reply/local-response.js';
import { countEnd } from '../stream/count-end.js';
import { trackBytes, trackEnd } from '../stream/track.js';
import type { HttpStream } from './http-stream.js';
import { endStateOf, Phase } from './phase.js';
import { dropServer, leaveQueue, releaseServer } from './release-server.js';

/** Ends the stream with the page of a fault, or with nothing if it is too late for one. */
export function fail(stream: HttpStream, code: FaultCode): void {
  const fault = FAULTS[code];
  if (stream.answered) {
    abort(stream, code, currentEndState(stream));
    return;
  }
  count(stream, code);
  stream.state.end(fault.cause, code === 'no-server' ? 'C' : currentEndState(stream));
  reply(stream, pageReply(fault.status));
}

/** Sends a local answer and ends the stream behind it. */
export function reply(stream: HttpStream, local: Reply): void {
  leaveQueue(stream);
  dropServer(stream);
  answer(stream, local);
}

/** The time in the tarpit is over, or the client did not wait for its end: both are told as if it had been answered. */
export function endTarpit(stream: HttpStream, cause: EndCause): void {
  const { state } = stream;
  state.end(cause, 'T');
  state.queueAtMs = state.elapsed(nowMs());
  reply(stream, stream.tarpitReply!);
}

/** Ends the stream now; the client's connection is cut. */
export function abort(stream: HttpStream, code: FaultCode, endState: EndState): void {
  if (stream.phase === Phase.Done || stream.phase === Phase.Idle) return;
  count(stream, code);
  // In the middle of data it is the server that broke off (observed).
  cut(stream, code === 'bad-response' ? 'S' : FAULTS[code].cause, endState);
}

/** Ends it from outside: an operator, or a server that went down. Who waits for a response gets a page. */
export function kill(stream: HttpStream, code: FaultCode): void {
  const { state } = stream;
  stream.client.closeAfter();
  if (stream.phase === Phase.Queue) state.queueAtMs = state.elapsed(nowMs());
  if (stream.phase === Phase.Tarpit) endTarpit(stream, FAULTS[code].cause);
  else if (stream.phase === Phase.Response && !stream.answered) fail(stream, code);
  else if (stream.phase === Phase.Wait && stream.requestEnded) fail(stream, code);
  // In the middle of the request, and in tunnels, no state is told (observed).
  else if (stream.phase === Phase.Wait || stream.phase === Phase.Tunnel) cut(stream, FAULTS[code].cause, '-');
  else abort(stream, code, currentEndState(stream));
}

function cut(stream: HttpStream, cause: EndCause, endState: EndState): void {
  stream.state.end(cause, endState);
  leaveQueue(stream);
  dropServer(stream);
  stream.client.cut();
  finish(stream);
}

/** Everything was exchanged, or will never be. */
export function finish(stream: HttpStream): void {
  if (stream.phase === Phase.Done || stream.phase === Phase.Idle) return;
  const { state, client } = stream;
  leaveQueue(stream);
  releaseServer(stream);
  stream.phase = Phase.Done;
  timers.disarm(stream.timer);
  state.filters?.close();
  state.closeAtMs = state.elapsed(nowMs());
  client.flush();
  countEnd(state, stream.backendCounted, stream.core.figures);
  trackBytes(state);
  writeLog(stream, 'txn_close');
  trackEnd(state);
  stream.phase = Phase.Idle;
  client.streamDone();
}

/** Writes the log line, if none was written yet. */
export function writeLog(stream: HttpStream, origin: LogOrigin): void {
  if (stream.logged) return;
  stream.logged = true;
  stream.state.logOrigin = origin;
  logStream(stream.state);
}

/** Second letter of the termination flags for an end at this moment. */
export function currentEndState({ phase, requestEnded, responseEnded }: HttpStream): EndState {
  // While the request goes on it is still the phase of data.
  if (phase === Phase.Data && responseEnded && requestEnded) return 'L';
  return endStateOf(phase);
}

function count(stream: HttpStream, code: FaultCode): void {
  countFault(stream.state, code, momentOf(stream));
}

function momentOf({ answered, phase }: HttpStream): FaultMoment {
  if (answered) return 'data';
  if (phase <= Phase.Tarpit) return 'request';
  return phase <= Phase.Turnaround ? 'connect' : 'response';
}
