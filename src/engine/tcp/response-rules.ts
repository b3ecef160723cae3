/** `tcp-response content` of a TCP stream: bytes of the server are held until the rules have decided (manual 4.4). */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import { Verdict } from '../../model/verdict.js';
import { armWait, NEVER } from '../phase/inspection.js';
import { runRules } from '../phase/run-rules.js';
import { applyStickResponse } from '../phase/stick.js';
import { countDeniedResponse } from '../stream/count-end.js';
import { fail } from './ending.js';
import { forwardResponse } from './forward-response.js';
import type { TcpStream } from './tcp-stream.js';

/** The server is connected: without rules its bytes pass from the first on. */
export function beginResponse(stream: TcpStream): void {
  stream.responseDecided = stream.state.backendLive.plan.rules['tcp-response content'].length === 0;
  if (stream.responseDecided) stick(stream);
}

/** Stick tables learn the server. */
function stick({ state, persistence }: TcpStream): void {
  const { stickResponse } = state.backendLive.plan;
  if (stickResponse !== undefined) applyStickResponse(stickResponse, state, persistence);
}

/** Runs the rules on what is held. */
export function runResponseRules(stream: TcpStream): void {
  const { state, core } = stream;
  const { plan, config } = state.backendLive;
  const { responseChannel } = state;
  const now = nowMs();
  const delayMs = config.responseInspectDelayMs;
  if (stream.responseUntilMs === 0) stream.responseUntilMs = now + delayMs;
  // Without a delay the rules look at the first bytes, not at an empty buffer.
  if (responseChannel.size === 0 && !responseChannel.closed && delayMs === 0) return;
  const isFull = responseChannel.size >= core.holdBytes;
  state.final = stream.serverEnded || isFull || delayMs === 0 || now >= stream.responseUntilMs;
  const verdict = runRules(plan.rules['tcp-response content'], stream, state);
  state.final = true;
  if (verdict === Verdict.Yield) {
    armWait(stream.timer, Math.min(stream.responseUntilMs, state.wakeAtMs));
    return;
  }
  state.wakeAtMs = NEVER;
  conclude(stream, verdict);
}

function conclude(stream: TcpStream, verdict: Verdict): void {
  const { state } = stream;
  stream.responseDecided = true;
  stick(stream);
  timers.disarm(stream.timer);
  if (verdict !== Verdict.Continue && verdict !== Verdict.Stop) {
    countDeniedResponse(state);
    // As in HTTP: who disappears says that the request was refused (haproxy 2.6).
    if (verdict === Verdict.Drop) state.end('P', 'R');
    fail(stream, 'denied');
    return;
  }
  if (state.responseChannel.size > 0) {
    forwardResponse(stream, state.responseChannel.bytes());
    state.responseChannel.drop();
  }
  if (state.serverCloseAsked) closeServer(stream);
}

/** `tcp-response content close`: what came is sent on, then both sides end. */
function closeServer(stream: TcpStream): void {
  stream.server?.connection?.end();
  if (!stream.serverEnded) stream.onServerEnd();
}
