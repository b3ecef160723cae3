/** What follows when a rule does not let a message pass. */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { EndCause } from '../../model/stream.js';
import { type Reply, Verdict } from '../../model/verdict.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { pageReply } from '../reply/local-response.js';
import { countDeniedResponse, countRefusal } from '../stream/count-end.js';
import { trackHttpError } from '../stream/track.js';
import { readCookies } from './cookie-step.js';
import { enterService } from './enter-service.js';
import type { HttpStream } from './http-stream.js';
import { Phase, Step } from './phase.js';
import { dropServer } from './release-server.js';

/** A rule of the request decided against forwarding. */
export function concludeRequest(stream: HttpStream, verdict: Verdict): void {
  const { state } = stream;
  const { reply } = state;
  state.requestMs = Math.max(state.requestMs, 0);
  switch (verdict) {
    case Verdict.Reply:
    case Verdict.Deny:
      if (reply === undefined) refuse(stream, unansweredMs(stream));
      else if (reply.cause === 'tarpit') tarpit(stream, reply);
      else if (reply.cause === 'fault') lateBody(stream, reply);
      else {
        countDenied(stream, reply, 'request');
        if (reply.service !== undefined) enterService(state, reply.service);
        state.end(causeOf(reply), 'R');
        stream.reply(reply);
      }
      return;
    case Verdict.Drop:
      refuse(stream, unansweredMs(stream));
      return;
    default:
      // Rules that could not be applied: the request counts as not read (haproxy 2.6).
      state.requestMs = -1;
      countInternal(stream);
      stream.fail('internal');
  }
}

/** A rule of the response decided against forwarding. */
export function concludeResponse(stream: HttpStream, verdict: Verdict): void {
  const { state } = stream;
  const { reply } = state;
  // The response that came counts as none.
  state.dataAtMs = -1;
  switch (verdict) {
    case Verdict.Reply:
    case Verdict.Deny: {
      const answer = reply ?? pageReply(502);
      if (reply?.cause === 'fault') {
        // `wait-for-body`: what the server began to send does not come.
        state.end('s', 'R');
        stream.fail('server-timeout');
        return;
      }
      countDenied(stream, answer, 'response');
      state.end(verdict === Verdict.Deny ? 'P' : causeOf(answer), 'H');
      stream.reply(answer);
      return;
    }
    case Verdict.Drop:
      // Who disappears says that the request was refused, wherever it stands (haproxy 2.6).
      refuse(stream, state.requestMs);
      return;
    default:
      countInternal(stream);
      if (state.server !== undefined) state.server.counters.internalErrors++;
      stream.fail('internal');
  }
}

/** `tcp-response content` rejects: there was no response yet, and there will be none. */
export function rejectContent(stream: HttpStream): void {
  const { state } = stream;
  state.dataAtMs = -1;
  state.status = -1;
  state.bytesToClient = 0;
  countDeniedResponse(state);
  state.end('P', 'D');
  dropServer(stream);
  stream.client.cut();
  stream.finish();
}

/** `wait-for-body`: what the client began to send does not come. */
function lateBody(stream: HttpStream, reply: Reply): void {
  const { state } = stream;
  countRefusal(state, 'requestErrors');
  state.requestMs = -1;
  state.end('c', 'R');
  stream.reply(reply);
}

/** Closes without an answer. */
function refuse(stream: HttpStream, requestMs: number): void {
  const { state } = stream;
  countRefusal(state, 'deniedRequests');
  state.requestMs = requestMs;
  state.end('P', 'R');
  dropServer(stream);
  stream.client.cut();
  stream.finish();
}

/** As nothing is answered, the request counts as not read (recorded), if its body was not waited for (haproxy 2.6). */
function unansweredMs(stream: HttpStream): number {
  return hasBuffered(stream) ? stream.state.requestMs : -1;
}

/** Whether `option http-buffer-request` has done its work. */
function hasBuffered({ state: { frontendLive, backendLive }, step }: HttpStream): boolean {
  return (frontendLive.bufferRequest && step > Step.FrontBody) || (backendLive.bufferRequest && step > Step.BackBody);
}

function countInternal({ state, backendCounted }: HttpStream): void {
  state.frontend.frontend.internalErrors++;
  if (backendCounted) state.backend.backend.internalErrors++;
}

function causeOf(reply: Reply): EndCause {
  return reply.cause === 'deny' || reply.cause === 'tarpit' ? 'P' : 'L';
}

function countDenied(stream: HttpStream, reply: Reply, side: 'request' | 'response'): void {
  const { state } = stream;
  if (reply.cause !== 'deny') {
    // What a backend answers was not intercepted by the frontend.
    if (state.backendLive === state.frontendLive) state.frontend.frontend.intercepted++;
    return;
  }
  if (side === 'request') countDeniedRequest(stream);
  else countDeniedResponse(state);
}

function countDeniedRequest(stream: HttpStream): void {
  const { state, backendCounted } = stream;
  readCookies(stream);
  state.server ??= stream.persistence.server;
  trackHttpError(state);
  countRefusal(state, 'deniedRequests');
  if (backendCounted) state.backend.backend.deniedRequests++;
}

/** `timeout tarpit`, or else `timeout connect`, which frontends do not have; without either it is over at once (haproxy 2.6). */
function ownTarpitMs({ config: { kind, timeouts } }: LiveProxy): number {
  return timeouts.tarpitMs ?? (kind === 'frontend' ? undefined : timeouts.connectMs) ?? 0;
}

/** Holds the request for `timeout tarpit`, then answers. `%TR` is not known for it, `%Tw` is the time in the tarpit. */
function tarpit(stream: HttpStream, reply: Reply): void {
  const { state } = stream;
  const delayMs = reply.delayMs ?? state.timeoutTarpitMs ?? ownTarpitMs(state.backendLive);
  countDeniedRequest(stream);
  state.requestMs = -1;
  stream.tarpitReply = reply;
  stream.phase = Phase.Tarpit;
  timers.arm(stream.timer, nowMs(), Math.max(1, delayMs));
}
