/** How a stream takes up a request, and how it is as if it had never come. */
import type { RequestHead } from '../../model/message.js';
import { requestSize } from '../head/size.js';
import type { HttpStream } from './http-stream.js';
import { Phase, ResponseStep, Step } from './phase.js';

/** A request head arrived: nothing is left of the request before. */
export function beginRequest(stream: HttpStream, head: RequestHead): void {
  const { state } = stream;
  stream.phase = Phase.Rules;
  stream.step = Step.FrontContent;
  stream.responseStep = ResponseStep.Content;
  stream.ruleIndex = 0;
  stream.avoided = undefined;
  stream.requestEnded = false;
  stream.responseEnded = false;
  stream.requestTrailers = undefined;
  stream.responseTrailers = undefined;
  stream.answered = false;
  stream.logged = false;
  stream.tarpitReply = undefined;
  stream.inspectUntilMs = 0;
  stream.backendCounted = false;
  stream.bodyKept = true;
  stream.clientLeft = false;
  stream.persistence.reset();
  state.request = head;
  state.bytesFromClient = requestSize(head);
  state.session.requestCount++;
  stream.core.figures.totalRequests++;
  if (state.frontendLive.plan.filters !== undefined) stream.enterFilters(state.frontendLive);
}

/** The request turned out to be unreadable before its rules were run: there was no stream. */
export function forgetRequest(stream: HttpStream): void {
  if (stream.phase === Phase.Idle) return;
  const { state } = stream;
  stream.phase = Phase.Idle;
  state.request = undefined;
  state.originalMethod = '';
  state.originalUri = '';
  state.requestMs = -1;
  state.idleMs = -1;
  state.bytesFromClient = 0;
  state.session.requestCount--;
  stream.core.figures.totalRequests--;
}
