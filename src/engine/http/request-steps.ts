/**
 * The rules of a request, step by step in the order of HAProxy's analysers: the frontend's content rules, captures and
 * monitor, http-request, backend switching, the same of the backend, then what proxies do to requests by themselves. A rule
 * that cannot be decided leaves the stream at its step; data, the end of the request or the timer bring it back.
 */
import { nowMs } from '../../base/clock.js';
import type { Rule } from '../../compile/plan.js';
import { Fields, ResponseHead } from '../../model/message.js';
import { pathWithQuery } from '../../model/request-target.js';
import { firstByteAtMs } from '../../model/stream-time.js';
import { Verdict } from '../../model/verdict.js';
import { showsCookieStates } from '../cookie/request-cookie.js';
import { addProxyFields } from '../head/request-edit.js';
import { restrictNames } from '../head/restrict-names.js';
import { captureFields } from '../phase/capture.js';
import { armWait, NEVER } from '../phase/inspection.js';
import { applyServerRules } from '../phase/persist.js';
import { runRules } from '../phase/run-rules.js';
import { applyStickRequest } from '../phase/stick.js';
import { switchBackend } from '../phase/switch-backend.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { pageReply } from '../reply/local-response.js';
import { countBackend, countRequest } from '../stream/count-start.js';
import { trackRequest } from '../stream/track.js';
import { readCookies } from './cookie-step.js';
import { sendHints } from './early-hints.js';
import type { HttpStream } from './http-stream.js';
import { Phase, Step } from './phase.js';
import { assign } from './queue-step.js';
import { answerStatistics } from './stats-step.js';
import { abort } from './stream-end.js';
import { concludeRequest } from './verdict-step.js';

const NO_RULES: readonly Rule[] = [];

/** Runs steps until one waits or the stream has left the phase of rules. */
export function runRequestSteps(stream: HttpStream): void {
  while (stream.phase === Phase.Rules) {
    if (!runStep(stream)) return;
  }
}

/** False: the step waits, or it ended the phase. */
function runStep(stream: HttpStream): boolean {
  const { state } = stream;
  const { frontendLive: frontend } = state;
  switch (stream.step) {
    case Step.FrontContent:
      return began(stream) || content(stream, frontend, Step.Captures);
    case Step.Captures:
      return capture(stream, frontend);
    case Step.FrontBody:
      return bufferBody(stream, frontend, Step.FrontHttp);
    case Step.FrontHttp:
      return ruleStep(stream, frontend.plan.rules['http-request'], Step.FrontStats);
    case Step.FrontStats:
      return acceptsNames(stream, frontend) && statistics(stream, frontend, Step.FrontRedirect);
    case Step.FrontRedirect:
      return ruleStep(stream, frontend.plan.redirects ?? NO_RULES, Step.Switch);
    case Step.Switch:
      return chooseBackend(stream);
    case Step.BackBody:
      return bufferBody(stream, state.backendLive, state.backendLive === frontend ? Step.Ready : Step.BackContent);
    case Step.BackContent:
      return content(stream, state.backendLive, Step.BackHttp);
    case Step.BackHttp:
      return ruleStep(stream, state.backendLive.plan.rules['http-request'], Step.BackStats);
    case Step.BackStats:
      return acceptsNames(stream, state.backendLive) && statistics(stream, state.backendLive, Step.BackRedirect);
    case Step.BackRedirect:
      return ruleStep(stream, state.backendLive.plan.redirects ?? NO_RULES, Step.Ready);
    case Step.Ready:
      return ready(stream);
  }
}

/** What began in mode tcp has run the content rules of the frontend, before its first request (haproxy 2.6). */
function began(stream: HttpStream): boolean {
  const { frontendLive, session } = stream.state;
  if (frontendLive.isHttp || session.requestCount > 1) return false;
  stream.step = Step.Captures;
  return true;
}

/** `tcp-request content`: conditions that lack data wait until the inspection delay is over. */
function content(stream: HttpStream, proxy: LiveProxy, next: Step): boolean {
  const rules = proxy.plan.rules['tcp-request content'];
  if (rules.length === 0) {
    stream.step = next;
    return true;
  }
  const { state } = stream;
  const delayMs = proxy.config.requestInspectDelayMs;
  if (stream.inspectUntilMs === 0) stream.inspectUntilMs = nowMs() + delayMs;
  state.final = state.requestChannel.closed || delayMs === 0 || nowMs() >= stream.inspectUntilMs;
  const goesOn = ruleStep(stream, rules, next);
  state.final = true;
  if (goesOn) stream.inspectUntilMs = 0;
  else if (stream.phase === Phase.Rules) armWait(stream.timer, Math.min(stream.inspectUntilMs, state.wakeAtMs));
  return goesOn;
}

/** Runs a list from where it stands; true when the stream goes on with `next`. */
function ruleStep(stream: HttpStream, rules: readonly Rule[], next: Step): boolean {
  const { state } = stream;
  if (rules.length > 0) {
    const verdict = runRules(rules, stream, state);
    if (verdict === Verdict.Yield) {
      armWait(stream.timer, state.wakeAtMs);
      inviteBody(stream);
      return false;
    }
    state.wakeAtMs = NEVER;
    if (verdict !== Verdict.Continue && verdict !== Verdict.Stop) {
      concludeRequest(stream, verdict);
      return false;
    }
  }
  stream.step = next;
  return true;
}

function capture(stream: HttpStream, frontend: LiveProxy): boolean {
  const { state } = stream;
  countRequest(state.frontend);
  trackRequest(state);
  const { captures } = frontend.config;
  const { fields, method, uri, version } = state.request!;
  // Content rules of the frontend stand in front of what is known as a request (haproxy 2.6: <BADREQ>).
  state.originalMethod = method;
  state.originalUri = uri;
  state.originalVersion = version;
  if (captures.request.length > 0) captureFields(fields, captures.request, state.requestCaptures);
  stream.step = Step.FrontBody;
  const { monitorUri } = frontend.config;
  // A path is looked for in absolute targets too (manual 4.2 `monitor-uri`).
  if (monitorUri === undefined || (monitorUri.startsWith('/') ? pathWithQuery(uri) : uri) !== monitorUri) return true;
  monitor(stream, frontend);
  return false;
}

/** `monitor-uri`: answered here, never logged (manual 4.2). */
function monitor(stream: HttpStream, frontend: LiveProxy): void {
  const { state } = stream;
  const fails = frontend.plan.monitorFail.some((condition) => condition(state));
  stream.logged = true;
  state.end('L', 'R');
  frontend.proxy.frontend.intercepted++;
  stream.reply(pageReply(fails ? 503 : 200));
}

function chooseBackend(stream: HttpStream): boolean {
  const { state, core } = stream;
  const backend = switchBackend(state, core);
  state.backendLive = backend;
  state.backend = backend.proxy;
  // HTTP cannot be passed on to servers of mode tcp (manual 4); haproxy 2.6 closes without a word.
  if (!backend.isHttp && backend !== state.frontendLive) {
    state.end('I', 'R');
    stream.client.cut();
    stream.finish();
    return false;
  }
  const isOther = backend !== state.frontendLive;
  if (backend.proxy.isBackend) {
    stream.backendCounted = true;
    countBackend(backend.proxy);
  }
  if (isOther && backend.plan.filters !== undefined) stream.enterFilters(backend);
  const { cookie } = backend.config;
  if (cookie !== undefined && showsCookieStates(cookie)) {
    state.requestCookieState = 'N';
    state.responseCookieState = 'N';
  }
  stream.step = Step.BackBody;
  return true;
}

/** `option http-restrict-req-hdr-names`; false: the request was refused. */
function acceptsNames(stream: HttpStream, { config: { restrictNames: policy } }: LiveProxy): boolean {
  if (policy === 'preserve' || restrictNames(stream.state.request!.fields, policy)) return true;
  stream.fail('denied');
  return false;
}

/** The statistics page answers by itself; a form is read first. */
function statistics(stream: HttpStream, proxy: LiveProxy, next: Step): boolean {
  // Half a form changes nothing.
  if (proxy.config.stats?.enabled === true && stream.core.statsPage !== undefined && !stream.clientLeft) {
    const outcome = answerStatistics(stream, proxy, stream.core.statsPage);
    if (outcome === 'waits') inviteBody(stream);
    if (outcome !== 'passes') return false;
  }
  stream.step = next;
  return true;
}

/** `option http-buffer-request`: the body before the rules of the proxy, as much as a buffer takes (manual 4.2). */
function bufferBody(stream: HttpStream, proxy: LiveProxy, next: Step): boolean {
  const { state, core } = stream;
  const { requestChannel } = state;
  if (proxy.bufferRequest && !requestChannel.closed && requestChannel.size < core.holdBytes) {
    if (bodyIsLate(stream)) {
      // What was not read in time counts as no request (haproxy 2.6).
      state.requestMs = -1;
      stream.fail('client-timeout');
    } else inviteBody(stream);
    return false;
  }
  // The request counts as read when its body is (haproxy 2.6).
  if (proxy.bufferRequest) state.requestMs = state.elapsed(nowMs()) - firstByteAtMs(state);
  stream.inspectUntilMs = 0;
  stream.step = next;
  return true;
}

/** `timeout http-request` limits the wait for a body too. */
function bodyIsLate(stream: HttpStream): boolean {
  const { httpRequestMs } = stream.state.backendLive.config.timeouts;
  if (httpRequestMs === undefined) return false;
  const now = nowMs();
  if (stream.inspectUntilMs === 0) stream.inspectUntilMs = now + httpRequestMs;
  armWait(stream.timer, stream.inspectUntilMs);
  return now >= stream.inspectUntilMs;
}

/** A client that waits for our word before it sends its body gets it from us, as the server is not asked yet. */
function inviteBody(stream: HttpStream): void {
  const { state, client } = stream;
  const { fields, bodyKind } = state.request!;
  const at = fields.find('expect');
  if (at < 0 || bodyKind === 'none' || state.requestChannel.size > 0 || state.requestChannel.closed) return;
  if (fields.values[at]!.toLowerCase() !== '100-continue') return;
  fields.removeAt(at);
  client.sendInterim(new ResponseHead(11, 100, 'Continue', new Fields()));
  client.flush();
}

/** Persistence, fields of our own, early hints; then a server is asked for. */
function ready(stream: HttpStream): boolean {
  const { state, persistence } = stream;
  if (stream.clientLeft) {
    abort(stream, 'client-abort', 'R');
    return false;
  }
  const backend = state.backendLive;
  applyServerRules(backend, state, persistence);
  readCookies(stream);
  const { stickRequest } = backend.plan;
  if (stickRequest !== undefined) applyStickRequest(stickRequest, state, persistence, backend);
  addProxyFields(state);
  state.filters?.onHead('request', state);
  sendHints(stream);
  assign(stream);
  return false;
}
