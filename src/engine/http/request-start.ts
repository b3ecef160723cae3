/** How a stream takes up a request, and how it is as if it had never come. */
import type { RequestHead } from '../../model/message.js';
import { requestSize } from '../head/size.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';

/** A request head arrived. */
export function beginRequest(stream: HttpStream, head: RequestHead): void {
  const { state } = stream;
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
