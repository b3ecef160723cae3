/** Payload of the request on its way to the server: held until its head went out, then forwarded, through filters if there are any. */
import type { Fields } from '../../model/message.js';
import { countSomeBytes } from '../stream/count-end.js';
import { trackSomeBytes } from '../stream/track.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';

/** Payload from the client. */
export function receiveRequestData(stream: HttpStream, bytes: Buffer): void {
  const { state } = stream;
  state.bytesFromClient += bytes.length;
  trackSomeBytes(state);
  if (state.frontendLive.countsAtOnce && stream.phase >= Phase.Wait) countSomeBytes(state, stream.backendCounted);
  if (stream.phase >= Phase.Wait && stream.server !== undefined) {
    stream.bodyKept = false;
    forwardRequest(stream, bytes);
    return;
  }
  if (stream.phase > Phase.Data) return;
  state.requestChannel.hold(bytes, 0, bytes.length);
  if (state.requestChannel.size >= stream.core.holdBytes) {
    state.requestChannel.full = true;
    stream.client.pauseRequest();
  }
}

/** The last byte of the request was received. */
export function receiveRequestEnd(stream: HttpStream, trailers: Fields | undefined): void {
  stream.requestEnded = true;
  stream.requestTrailers = trailers;
  stream.state.requestChannel.closed = true;
  if (stream.phase >= Phase.Wait && stream.server !== undefined) endRequest(stream);
  if (stream.responseEnded) stream.finish();
}

/** Payload goes to the server, through the filters if there are any. */
export function forwardRequest(stream: HttpStream, bytes: Buffer): void {
  const flow = stream.state.filters?.request;
  if (flow === undefined || !flow.active) {
    stream.server!.sendData(bytes);
    return;
  }
  flow.push(bytes);
  if (flow.full) stream.client.pauseRequest();
}

/** The end of the request goes to the server, behind all of its payload. */
export function endRequest(stream: HttpStream): void {
  const flow = stream.state.filters?.request;
  if (flow?.active === true) flow.end();
  else sendRequestEnd(stream);
}

/** All payload is with the server: its end too. */
export function sendRequestEnd(stream: HttpStream): void {
  stream.server?.sendEnd(stream.state.backendLive.dropsRequestTrailers ? undefined : stream.requestTrailers);
}

/** The server takes bytes again. */
export function resumeRequest(stream: HttpStream): void {
  const flow = stream.state.filters?.request;
  if (flow?.active === true) {
    flow.pump();
    stream.server?.flush();
    if (flow.full) return;
  }
  stream.client.resumeRequest();
}
