/** Reads requests from a client connection of HTTP/1, one after the other, and hands them to the stream. */
import { nowMs } from '../../base/clock.js';
import type { RequestHead } from '../../model/message.js';
import type { H1Fault } from '../../net/h1/index.js';
import { captureMessage } from '../fault/capture-message.js';
import { failRequest } from './bad-request.js';
import type { ClientH1 } from './client-h1.js';
import { arm, setWait, Wait } from './client-limits.js';
import { Phase } from './phase.js';

/** The next request may begin. */
export function prepare(client: ClientH1, startMs: number, dateMs: number): void {
  client.state.begin(0, startMs, dateMs);
  client.keepAlive = true;
}

/** Something of a request is here: its head is waited for. */
export function firstByte(client: ClientH1): void {
  const now = nowMs();
  client.state.idleMs = now - client.state.startMs - handshakeMs(client);
  setWait(client, Wait.Head);
}

/** Handshakes belong to the first request only. */
function handshakeMs(client: ClientH1): number {
  const { requestCount, handshakeMs } = client.session.state;
  return requestCount === 0 ? handshakeMs : 0;
}

/** Reads what is there until it is used up or until it must wait for the stream. */
export function pump(client: ClientH1): void {
  if (client.pumping) return;
  client.pumping = true;
  let isProgress = false;
  for (;;) {
    if (client.active && client.stream.requestEnded && client.stream.phase !== Phase.Tunnel) {
      // A pipelined request waits until the response is out.
      if (client.parser.unread > 0) client.connection.pause();
      break;
    }
    if (client.connection.closed || client.wait === Wait.Closing) break;
    const event = client.parser.next();
    if (event === 'more') break;
    isProgress = true;
    if (event === 'head') beginRequest(client, client.parser.head!);
    else if (event === 'data') client.stream.onRequestData(client.parser.dataBuffer());
    else if (event === 'end') endRequest(client);
    else {
      refuse(client);
      break;
    }
  }
  client.pumping = false;
  turn(client, isProgress);
}

/**
 * Everything that came was read: lets the stream look at it. A piece of the size of a chunk, or of trailers, is no
 * progress: a client that drips them is late (haproxy 2.6).
 */
function turn(client: ClientH1, isProgress: boolean): void {
  if (!client.active) {
    if (client.wait === Wait.FirstByte && client.parser.busy) firstByte(client);
    return;
  }
  if (!client.starting) {
    client.stream.onClientTurn();
    if (isProgress && (client.wait === Wait.Body || client.wait === Wait.Tunnel)) arm(client);
    return;
  }
  startStream(client);
}

function startStream(client: ClientH1): void {
  client.starting = false;
  setWait(client, client.stream.requestEnded ? Wait.Response : Wait.Body);
  client.pumping = true;
  client.stream.start();
  client.pumping = false;
  // The stream may have ended at once: the next request may be here already. Behind a last one nothing is read any more.
  if (client.wait === Wait.FirstByte && client.parser.unread > 0) {
    firstByte(client);
    pump(client);
  }
}

function beginRequest(client: ClientH1, head: RequestHead): void {
  if (client.parser.violation !== undefined) capture(client, client.parser.violation);
  client.active = true;
  client.starting = true;
  client.requestVersion = head.version;
  client.writer.begin();
  client.keepAlive = head.keepAlive;
  const { state } = client;
  state.id = client.core.nextStreamId();
  state.requestMs = state.elapsed(nowMs()) - Math.max(state.idleMs, 0) - handshakeMs(client);
  client.stream.begin(head);
}

function endRequest(client: ClientH1): void {
  client.stream.onRequestEnd(client.parser.trailers);
  if (client.wait === Wait.Body) setWait(client, Wait.Response);
}

function refuse(client: ClientH1): void {
  const fault = client.parser.fault!;
  capture(client, fault);
  if (!client.active || client.starting) {
    client.active = false;
    client.stream.forget();
    failRequest(client, 'bad-request', fault.status);
    return;
  }
  client.closeAfter();
  client.stream.fail('bad-request');
}

function capture(client: ClientH1, fault: H1Fault): void {
  const { core, state, active } = client;
  captureMessage(core, state, 'request', active ? state.backend : undefined, fault);
}
