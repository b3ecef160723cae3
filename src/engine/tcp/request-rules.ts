/**
 * `tcp-request content` of a TCP stream: the rules of the frontend, the choice of a backend, the rules of that. A rule that
 * cannot be decided yet leaves the stream where it is; bytes, the end of the client or the timer bring it back (manual 4.4).
 */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import { Verdict } from '../../model/verdict.js';
import { armWait, NEVER } from '../phase/inspection.js';
import { runRules } from '../phase/run-rules.js';
import { switchBackend } from '../phase/switch-backend.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { countRefusal } from '../stream/count-end.js';
import { countBackend } from '../stream/count-start.js';
import { chooseServer } from './connect-step.js';
import { fail } from './ending.js';
import { enterFilters } from './flow-target.js';
import { TcpPhase } from './phase.js';
import type { TcpStream } from './tcp-stream.js';

/** Runs what can be run now. */
export function runRequestRules(stream: TcpStream): void {
  const { state } = stream;
  if (stream.phase === TcpPhase.Front) {
    if (!content(stream, state.frontendLive)) return;
    if (state.session.switchesToHttp) leaveToHttp(stream);
    else chooseBackend(stream);
  }
  if (stream.phase === TcpPhase.Back) {
    if (state.backendLive !== state.frontendLive && !content(stream, state.backendLive)) return;
    chooseServer(stream);
  }
}

/** True when the stream goes on. */
function content(stream: TcpStream, proxy: LiveProxy): boolean {
  const rules = proxy.plan.rules['tcp-request content'];
  if (rules.length === 0) return true;
  const { state } = stream;
  const now = nowMs();
  const delayMs = proxy.config.requestInspectDelayMs;
  if (stream.inspectUntilMs === 0) stream.inspectUntilMs = now + delayMs;
  const isFull = state.requestChannel.size >= stream.core.holdBytes;
  state.final = stream.clientEnded || isFull || delayMs === 0 || now >= stream.inspectUntilMs;
  const verdict = runRules(rules, stream, state);
  state.final = true;
  if (verdict === Verdict.Yield) {
    armWait(stream.timer, Math.min(stream.inspectUntilMs, state.wakeAtMs));
    return false;
  }
  state.wakeAtMs = NEVER;
  stream.inspectUntilMs = 0;
  timers.disarm(stream.timer);
  if (verdict === Verdict.Continue || verdict === Verdict.Stop) return true;
  countRefusal(state, 'deniedRequests');
  fail(stream, 'denied');
  return false;
}

function chooseBackend(stream: TcpStream): void {
  const { state, core } = stream;
  const backend = switchBackend(state, core);
  if (backend.isHttp) {
    leaveToHttp(stream);
    return;
  }
  state.backendLive = backend;
  state.backend = backend.proxy;
  if (backend !== state.frontendLive) enterFilters(stream, backend);
  if (backend.proxy.isBackend) {
    stream.backendCounted = true;
    countBackend(backend.proxy);
  }
  stream.phase = TcpPhase.Back;
}

/** A rule said so, or the chosen backend speaks HTTP: so does the connection from now on. */
function leaveToHttp(stream: TcpStream): void {
  const { state } = stream;
  stream.phase = TcpPhase.Done;
  timers.remove(stream.timer);
  timers.remove(stream.clientTimer);
  const held = state.requestChannel.bytes();
  state.session.requestCount--;
  stream.session.becomeHttp(state.frontendLive, held, stream.clientEnded);
}
