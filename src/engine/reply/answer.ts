/** Sends an answer of our own to the client: rules after the response, head, body, end of the stream. */
import { type Reply, Verdict } from '../../model/verdict.js';
import { responseSize } from '../head/size.js';
import { sendHints } from '../http/early-hints.js';
import type { HttpStream } from '../http/http-stream.js';
import { Phase, ResponseStep } from '../http/phase.js';
import { captureFields } from '../phase/capture.js';
import { runRules } from '../phase/run-rules.js';
import type { StreamState } from '../stream/stream-state.js';
import { trackResponse } from '../stream/track.js';
import { headOfReply, resolveReply } from './local-response.js';

/** Answers and finishes the stream. */
export function answer(stream: HttpStream, asked: Reply): void {
  const { state, client } = stream;
  const reply = resolveReply(asked, state);
  if (reply.status === 0) {
    state.status = asked.status;
    client.cut();
    stream.finish();
    return;
  }
  sendHints(stream);
  if (asked.service !== undefined) {
    serve(stream, reply);
    return;
  }
  const head = headOfReply(reply);
  state.response = head;
  // A page of its own may have another status on the wire (`errorloc`): the fault's counts, unless a rule changes it.
  const wireStatus = head.status;
  state.status = asked.page === true || asked.make !== undefined ? asked.status : wireStatus;
  // What enters from a server or a service is counted, even if it does not go on: `res.bytes_in` of 3.5 (manual 7.3.1, 8.2.6).
  if (state.service !== undefined) state.bytesFromServer = responseSize(head) + reply.body.length;
  state.bytesToClient = state.bytesFromServer;
  // Nothing can be answered instead of an answer: an error in these rules only ends their list.
  runAfterResponse(state);
  if (head.status !== wireStatus) state.status = head.status;
  stream.phase = Phase.Response;
  stream.answered = true;
  client.sendHead(head);
  if (state.request?.method !== 'HEAD' && head.bodyKind !== 'none') client.sendText(reply.body);
  client.sendEnd(undefined);
  stream.responseEnded = true;
  stream.finish();
}

/** What a service answers goes the way of a server's response, rules included (haproxy 2.6). */
function serve(stream: HttpStream, reply: Reply): void {
  const { state } = stream;
  const head = headOfReply(reply);
  if (state.request?.method === 'HEAD') head.bodyKind = 'none';
  const body = head.bodyKind === 'none' ? '' : reply.body;
  state.response = head;
  state.status = head.status;
  state.bytesFromServer = responseSize(head) + body.length;
  state.bytesToClient = state.bytesFromServer;
  state.forgetRequestVars();
  trackResponse(state, head.status);
  const { captures } = state.frontendLive.config;
  if (captures.response.length > 0) captureFields(head.fields, captures.response, state.responseCaptures);
  const bytes = Buffer.from(body, 'latin1');
  state.responseChannel.hold(bytes, 0, bytes.length);
  stream.phase = Phase.Response;
  stream.responseStep = ResponseStep.BackHttp;
  stream.ruleIndex = 0;
  stream.onResponseEnd(undefined);
}

/**
 * `http-after-response` of the backend, then of the frontend: for every response, ours included (manual 4.2).
 * @returns false if one of them failed
 */
export function runAfterResponse(state: StreamState): boolean {
  const { backendLive: backend, frontendLive: frontend } = state;
  if (!runList(backend.plan.rules['http-after-response'], state)) return false;
  return backend === frontend || runList(frontend.plan.rules['http-after-response'], state);
}

function runList(rules: Parameters<typeof runRules>[0], state: StreamState): boolean {
  if (rules.length === 0) return true;
  POSITION.ruleIndex = 0;
  return runRules(rules, POSITION, state) !== Verdict.Error;
}

const POSITION = { ruleIndex: 0 };
