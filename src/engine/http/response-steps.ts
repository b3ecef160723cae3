/** The response on its way back: interim heads, retry by status, the rules of both proxies, cookies, head to the client. */
import { nowMs, wallNowMs } from '../../base/clock.js';
import type { Rule } from '../../compile/plan.js';
import type { ResponseHead } from '../../model/message.js';
import { type Reply, Verdict } from '../../model/verdict.js';
import { showsCookieStates } from '../cookie/request-cookie.js';
import { captureResponseCookie, keepsCookies, writePersistenceCookie } from '../cookie/response-cookie.js';
import { responseSize } from '../head/size.js';
import { outcomeOfStatus } from '../health/observation.js';
import { captureFields } from '../phase/capture.js';
import { armWait, NEVER } from '../phase/inspection.js';
import { hasRetries } from '../phase/retry.js';
import { runRules } from '../phase/run-rules.js';
import { applyStickResponse } from '../phase/stick.js';
import { runAfterResponse } from '../reply/answer.js';
import { countStatus } from '../stream/count-end.js';
import { trackResponse } from '../stream/track.js';
import type { HttpStream } from './http-stream.js';
import { Phase, ResponseStep } from './phase.js';
import { leaveLeg } from './release-server.js';
import { completeResponse, forwardResponse } from './response-body.js';
import { canReplay, tryAgain } from './retry-step.js';
import { writeLog } from './stream-end.js';
import { concludeResponse, rejectContent } from './verdict-step.js';

/** A head from the server. */
export function receiveResponse(stream: HttpStream, head: ResponseHead): void {
  if (head.status < 200 && head.status !== 101) {
    if (stream.phase === Phase.Wait) {
      countResponse(stream, head.status);
      stream.client.sendInterim(head);
    }
    return;
  }
  const { state } = stream;
  state.response = head;
  state.serverStatus = head.status;
  state.dataAtMs = state.elapsed(nowMs());
  state.server!.observer?.(outcomeOfStatus(head.status));
  if (state.backendLive.retryStatuses.has(head.status) && mayRetry(stream)) {
    leaveLeg(stream);
    state.dataAtMs = -1;
    tryAgain(stream, false);
    return;
  }
  state.status = head.status;
  state.bytesFromServer = responseSize(head);
  state.bytesToClient = state.bytesFromServer;
  if (head.status === 401 || head.status === 407) keepClient(stream, head);
  state.forgetRequestVars();
  trackResponse(state, head.status);
  const { stickResponse } = state.backendLive.plan;
  if (stickResponse !== undefined) applyStickResponse(stickResponse, state, stream.persistence);
  const { captures } = state.frontendLive.config;
  if (captures.response.length > 0) captureFields(head.fields, captures.response, state.responseCaptures);
  stream.phase = Phase.Response;
  stream.responseStep = ResponseStep.Content;
  stream.ruleIndex = 0;
  stream.inspectUntilMs = 0;
  // Rules may look at the body: what came with the head is collected first, `onServerTurn` or the end follows.
  if (!hasRules(stream)) runResponseSteps(stream);
}

/** A server counts what it answered as soon as rules about the connection let it pass. */
function countResponse({ state }: HttpStream, status: number): void {
  const { counters } = state.server!;
  counters.requests++;
  countStatus(counters, status);
}

/** Who is asked for credentials comes back to the same server; NTLM and Negotiate bind the connection itself. */
function keepClient(stream: HttpStream, { status, fields }: ResponseHead): void {
  stream.staysWithLast = true;
  const name = status === 401 ? 'www-authenticate' : 'proxy-authenticate';
  for (let at = fields.find(name); at >= 0; at = fields.find(name, at + 1)) {
    if (/^(?:nego|ntlm)/i.test(fields.values[at]!)) stream.server!.owner = stream.state.session.id;
  }
}

function hasRules({ state }: HttpStream): boolean {
  const { backendLive: backend, frontendLive: frontend } = state;
  return backend.hasResponseRules || frontend.hasResponseRules;
}

function mayRetry(stream: HttpStream): boolean {
  const { state } = stream;
  return !state.l7RetryDisabled && hasRetries(state) && canReplay(stream);
}

/** Runs steps until one waits or the head was sent. */
export function runResponseSteps(stream: HttpStream): void {
  while (stream.phase === Phase.Response && !stream.answered) {
    if (!runStep(stream)) return;
  }
}

function runStep(stream: HttpStream): boolean {
  const { state } = stream;
  switch (stream.responseStep) {
    case ResponseStep.Content:
      return content(stream);
    case ResponseStep.BackHttp:
      return ruleStep(stream, state.backendLive.plan.rules['http-response'], ResponseStep.FrontHttp);
    case ResponseStep.FrontHttp: {
      const rules = state.frontendLive.plan.rules['http-response'];
      return ruleStep(stream, state.backendLive === state.frontendLive ? [] : rules, ResponseStep.Ready);
    }
    case ResponseStep.Ready:
      sendResponse(stream);
      return false;
  }
}

function content(stream: HttpStream): boolean {
  const { state } = stream;
  const backend = state.backendLive;
  const rules = backend.plan.rules['tcp-response content'];
  if (rules.length === 0) {
    countResponse(stream, state.response!.status);
    stream.responseStep = ResponseStep.BackHttp;
    return true;
  }
  const delayMs = backend.config.responseInspectDelayMs;
  if (stream.inspectUntilMs === 0) stream.inspectUntilMs = nowMs() + delayMs;
  state.final = state.responseChannel.closed || delayMs === 0 || nowMs() >= stream.inspectUntilMs;
  const goesOn = ruleStep(stream, rules, ResponseStep.BackHttp);
  state.final = true;
  if (!goesOn && stream.phase === Phase.Response && !stream.answered) {
    armWait(stream.timer, Math.min(stream.inspectUntilMs, state.wakeAtMs));
  }
  if (goesOn) countResponse(stream, state.response!.status);
  return goesOn;
}

function ruleStep(stream: HttpStream, rules: readonly Rule[], next: ResponseStep): boolean {
  const { state } = stream;
  if (rules.length > 0) {
    const verdict = runRules(rules, stream, state);
    if (verdict === Verdict.Yield) {
      armWait(stream.timer, state.wakeAtMs);
      return false;
    }
    state.wakeAtMs = NEVER;
    if (verdict !== Verdict.Continue && verdict !== Verdict.Stop) {
      if (next === ResponseStep.BackHttp) rejectContent(stream);
      else concludeResponse(stream, verdict);
      return false;
    }
  }
  stream.responseStep = next;
  return true;
}

/** Rules are through: what proxies do to responses by themselves, then the head goes out. */
function sendResponse(stream: HttpStream): void {
  const { state, client } = stream;
  const head = state.response!;
  // The cookies of the server count, also if one of them is taken out; what is inserted does not.
  const isSuspect = state.backendLive.checksCache && head.fields.has('set-cookie');
  if (head.status !== 101) applyCookies(stream, head);
  if (isSuspect && keepsCookies(head, state.request!.method)) {
    blockCacheable(stream);
    return;
  }
  if (!runAfterResponse(state)) {
    concludeResponse(stream, Verdict.Error);
    return;
  }
  state.filters?.onHead('response', state);
  state.status = head.status;
  stream.answered = true;
  client.sendHead(head);
  if (state.frontendLive.logAsap) {
    state.closeAtMs = state.dataAtMs;
    writeLog(stream, 'txn_response');
  }
  if (head.bodyKind === 'tunnel') startTunnel(stream);
  else stream.phase = Phase.Data;
  const { responseChannel } = state;
  if (responseChannel.size > 0) {
    forwardResponse(stream, responseChannel.bytes());
    responseChannel.drop();
  }
  if (responseChannel.closed) completeResponse(stream);
  else if (state.filters?.response.full !== true) stream.server?.resume();
}

const BLOCKED: Reply = { status: 502, fields: [], body: '', page: true, cause: 'deny' };

/** `option checkcache`: as `http-response deny`, and the backend's log tells of it (manual 4.2). */
function blockCacheable(stream: HttpStream): void {
  const { state } = stream;
  const { log, proxy } = state.backendLive;
  const place = `response from instance ${proxy.name}, server ${state.server!.name}`;
  log.emit(1, `Blocking cacheable cookie in ${place}.`);
  state.reply = BLOCKED;
  concludeResponse(stream, Verdict.Deny);
}

/** Captures and the persistence cookie. */
function applyCookies(stream: HttpStream, head: ResponseHead): void {
  const { state, persistence } = stream;
  const backend = state.backendLive;
  const { captures } = state.frontendLive.config;
  if (captures.cookie !== undefined) {
    state.responseCookieCapture = captureResponseCookie(head.fields, captures.cookie);
  }
  if (backend.config.cookie !== undefined && state.server !== undefined) {
    const { cookie } = backend.config;
    const nowS = Math.floor(wallNowMs() / 1000);
    const { method } = state.request!;
    const letter = writePersistenceCookie(head, method, cookie, state.server, persistence, nowS);
    if (showsCookieStates(cookie)) state.responseCookieState = letter;
  }
}

function startTunnel(stream: HttpStream): void {
  stream.phase = Phase.Tunnel;
  stream.client.startTunnel();
  stream.server!.startTunnel();
}
