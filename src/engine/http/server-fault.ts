/** The server side failed: what follows depends on how far the stream came. */
import type { FaultCode } from '../../model/fault.js';
import { connectionErrorOf } from '../fault/connect-fault.js';
import { observeFault } from '../health/observation.js';
import { trackHttpFail } from '../stream/track.js';
import { connectToServer } from './connect-step.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';
import { retry, wasStale } from './retry-step.js';
import { abort, currentEndState } from './stream-end.js';

/** The leg is gone: another attempt, a page, or the end of what was begun. */
export function endServerFault(stream: HttpStream, reported: FaultCode): void {
  const { state } = stream;
  stream.server = undefined;
  if (stream.phase === Phase.Done || stream.phase === Phase.Idle) return;
  // All that it had to say is here and on its way to the client.
  if (state.filters?.response.busy === true && state.responseChannel.closed) return;
  const isAnswer = stream.clientLeft && (reported === 'server-empty' || reported === 'server-abort');
  const code = isAnswer ? 'client-abort' : reported;
  state.serverError = connectionErrorOf(code);
  if (state.server?.observer !== undefined) observeFault(state.server, code);
  if (wasStale(stream, code)) {
    connectToServer(stream, state.server!);
    return;
  }
  if (stream.responseEnded) {
    // The response is complete; the rest of the request has nowhere to go.
    stream.client.closeAfter();
    stream.finish();
  } else if (stream.answered && !takesBack(stream, code)) abort(stream, code, currentEndState(stream));
  else if (!retry(stream, code)) {
    if (NO_ANSWER.has(code)) trackHttpFail(state);
    stream.fail(code);
  }
}

/** What `http_fail_cnt` counts besides statuses: responses that do not come, or are none (manual 11.1, haproxy 2.6). */
const NO_ANSWER: ReadonlySet<FaultCode> = new Set(['server-empty', 'server-abort', 'server-timeout', 'bad-response']);

/** A response that breaks before anything of it left is as if it had never come. */
function takesBack(stream: HttpStream, code: FaultCode): boolean {
  if (code !== 'bad-response' || !stream.client.takeBack()) return false;
  stream.answered = false;
  stream.phase = Phase.Response;
  stream.state.dataAtMs = -1;
  stream.state.bytesFromServer = 0;
  return true;
}
