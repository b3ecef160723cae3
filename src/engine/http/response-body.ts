/** Payload of the response, or of a tunnel, on its way to the client: held until the head went out, then forwarded, up to its end. */
import type { Fields } from '../../model/message.js';
import { countSomeBytes } from '../stream/count-end.js';
import { trackSomeBytes } from '../stream/track.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';

/** Payload from the server. */
export function receiveResponseData(stream: HttpStream, bytes: Buffer): void {
  const { state } = stream;
  state.bytesFromServer += bytes.length;
  state.bytesToClient += bytes.length;
  trackSomeBytes(state);
  if (state.frontendLive.countsAtOnce && stream.phase >= Phase.Wait) countSomeBytes(state, stream.backendCounted);
  if (stream.answered) forwardResponse(stream, bytes);
  else {
    state.responseChannel.hold(bytes, 0, bytes.length);
    if (state.responseChannel.size >= stream.core.holdBytes) {
      state.responseChannel.full = true;
      stream.server?.pause();
    }
  }
}

/** Payload goes to the client, through the filters if there are any. */
export function forwardResponse(stream: HttpStream, bytes: Buffer): void {
  const flow = stream.state.filters?.response;
  if (flow === undefined || !flow.active) {
    stream.client.sendData(bytes);
    return;
  }
  flow.push(bytes);
  if (flow.full) stream.server?.pause();
}

/** The end of the response was received, its head is with the client: the payload may still be on its way. */
export function completeResponse(stream: HttpStream): void {
  const flow = stream.state.filters?.response;
  if (flow?.active !== true) {
    sendResponseEnd(stream);
    return;
  }
  // Nothing more is expected of the server while the rest goes out.
  stream.server?.pause();
  flow.end();
  stream.client.flush();
}

/** Head and payload are with the client. */
export function sendResponseEnd(stream: HttpStream): void {
  if (stream.phase === Phase.Tunnel) {
    endTunnel(stream);
    return;
  }
  stream.responseEnded = true;
  stream.client.sendEnd(trailersOf(stream));
  // A server that left behind its answer takes no more of the request.
  if (!stream.requestEnded && stream.server === undefined) stream.client.closeAfter();
  if (stream.requestEnded || stream.server === undefined) stream.finish();
}

function trailersOf({ state, responseTrailers }: HttpStream): Fields | undefined {
  return state.frontendLive.dropsResponseTrailers ? undefined : responseTrailers;
}

/** The server sends no more through the tunnel. */
export function receiveTunnelEnd(stream: HttpStream): void {
  stream.state.responseChannel.closed = true;
  const flow = stream.state.filters?.response;
  if (flow?.active === true) flow.end();
  else endTunnel(stream);
}

function endTunnel(stream: HttpStream): void {
  stream.responseEnded = true;
  stream.client.flush();
  stream.client.halfClose();
  if (stream.requestEnded) stream.finish();
}

/** The client takes bytes again. */
export function resumeResponse(stream: HttpStream): void {
  const flow = stream.state.filters?.response;
  if (flow?.active === true) {
    flow.pump();
    stream.client.flush();
    if (flow.full) return;
  }
  stream.server?.resume();
}
