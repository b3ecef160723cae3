/** Bytes of a server become the response of the stream that its connection works for. */
import type { ResponseHead } from '../../model/message.js';
import type { H1Fault } from '../../net/h1/index.js';
import { captureMessage } from '../fault/capture-message.js';
import type { HttpStream } from '../http/http-stream.js';
import { closeLeg, failLeg } from './leg-ending.js';
import { armServer } from './leg-time-limits.js';
import type { ServerLeg } from './server-leg.js';

/** Reads what is here, and tells the stream piece by piece. */
export function readResponse(leg: ServerLeg, bytes: Buffer): void {
  const { stream, parser } = leg;
  if (stream === undefined) {
    // Nobody asked: a server that speaks between two requests cannot be trusted with the next one.
    closeLeg(leg);
    return;
  }
  leg.answering = true;
  parser.feed(bytes);
  let event = parser.next();
  // A piece of a head, or of the size of a chunk, is no progress: a server that drips them is late (haproxy 2.6).
  if (event !== 'more') armServer(leg);
  for (; event !== 'more'; event = parser.next()) {
    if (event === 'head') announce(leg, stream, parser.head!);
    else if (event === 'data') stream.onResponseData(parser.dataBuffer());
    else if (event === 'end') {
      stream.onResponseEnd(parser.trailers);
      return;
    } else {
      refuse(leg, stream);
      return;
    }
    if (leg.leaving) skip(leg);
    if (leg.stream !== stream) return;
  }
  stream.onServerTurn();
  if (leg.stream === stream && stream.client.full) leg.pause();
}

/** Rules of the response see what came of the body with its head. */
function announce(leg: ServerLeg, stream: HttpStream, head: ResponseHead): void {
  const { responseChannel } = stream.state;
  const { violation } = leg.parser;
  if (violation !== undefined) capture(stream, violation);
  responseChannel.ahead = leg.peek;
  stream.onResponseHead(head);
  responseChannel.ahead = undefined;
}

/** Passes over the rest of a response that nobody wants. */
function skip(leg: ServerLeg): void {
  const { parser } = leg;
  leg.leaving = false;
  let event = parser.next();
  while (event === 'data') {
    parser.dataBuffer();
    event = parser.next();
  }
  if (event === 'end') leg.release(true);
  else closeLeg(leg);
}

function refuse(leg: ServerLeg, stream: HttpStream): void {
  capture(stream, leg.parser.fault!);
  failLeg(leg, 'bad-response');
}

function capture({ core, state }: HttpStream, fault: H1Fault): void {
  captureMessage(core, state, 'response', state.backend, fault);
}

/** The server sends no more: the end of the response, or a fault. */
export function endResponse(leg: ServerLeg): void {
  const { stream } = leg;
  if (stream === undefined) {
    closeLeg(leg);
    return;
  }
  leg.keepAlive = false;
  if (leg.tunnel) {
    stream.onTunnelEnd();
    return;
  }
  switch (leg.parser.finish()) {
    case 'end':
      stream.onResponseEnd(undefined);
      return;
    case 'idle':
      if (!stream.responseEnded) failLeg(leg, leg.answering ? 'server-abort' : 'server-empty');
      return;
    case 'fault':
      failLeg(leg, 'server-abort');
  }
}
