/** From a chosen server to a request on its connection, and what is tried when that fails (manual 4.2 `retries`, `option redispatch`). */
import { nowMs } from '../../base/clock.js';
import type { Server } from '../../model/server.js';
import { requestConnection, takeClose } from '../../net/h1/index.js';
import { requestSize } from '../head/size.js';
import { countServer } from '../stream/count-start.js';
import type { HttpStream } from './http-stream.js';
import { Phase } from './phase.js';
import { endRequest, forwardRequest } from './request-body.js';

/** Takes a connection to the server: an idle one, or a new one. */
export function connectToServer(stream: HttpStream, server: Server): void {
  const pool = stream.state.backendLive.pools.get(server);
  stream.phase = Phase.Connect;
  if (server.config.redirectPrefix !== undefined && redirects(stream, server.config.redirectPrefix)) return;
  if (pool === undefined) {
    stream.fail('internal');
    return;
  }
  const leg = pool.take(stream);
  if (leg === undefined) stream.onServerFault('no-local-resource');
  else {
    countServer(server);
    stream.server = leg;
    if (leg.ready) stream.onServerReady();
  }
}

/** `redir` of a server: the client is sent there itself. */
function redirects(stream: HttpStream, prefix: string): boolean {
  const { method, uri } = stream.state.request!;
  if (method !== 'GET' && method !== 'HEAD') return false;
  countServer(stream.state.server!);
  stream.state.end('L', 'C');
  stream.reply({
    status: 302,
    fields: [
      ['cache-control', 'no-cache'],
      ['content-length', '0'],
      ['location', `${prefix}${uri.replace(/^[a-z]+:\/\/[^/]*/i, '')}`],
    ],
    body: '',
    cause: 'redirect',
    close: true,
  });
  return true;
}

/** The connection is there: sends the head and what of the body came so far. */
export function startRequest(stream: HttpStream): void {
  const { state } = stream;
  const leg = stream.server!;
  const head = state.request!;
  const { frontendLive: frontend, backendLive: backend, requestChannel } = state;
  state.connectAtMs = state.elapsed(nowMs());
  stream.phase = Phase.Wait;
  const { httpSendNameHeader } = backend.config;
  if (httpSendNameHeader !== undefined) head.fields.set(httpSendNameHeader.toLowerCase(), state.server!.name);
  leg.keepAlive = frontend.config.connectionMode === 'keep-alive' && backend.config.connectionMode === 'keep-alive';
  const closes = !head.upgrade && takeClose(head.fields);
  if (closes) leg.keepAlive = false;
  leg.sendHead(head, requestConnection(head, leg.keepAlive || (backend.fakeKeepAlive && !closes)));
  state.bytesToServer = requestSize(head);
  state.filters?.request.restart();
  if (requestChannel.size > 0) {
    forwardRequest(stream, requestChannel.bytes());
    if (!backend.keepsRequest || !stream.requestEnded) {
      requestChannel.drop();
      stream.bodyKept = false;
    }
  }
  if (stream.requestEnded) endRequest(stream);
  else if (state.filters?.request.full !== true) stream.client.resumeRequest();
  leg.flush();
}
