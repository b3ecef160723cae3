/** A stream without a client, on which formats of health checks are evaluated. */
import { nowMs, wallNowMs } from '../../base/clock.js';
import type { Server } from '../../model/server.js';
import type { Stream } from '../../model/stream.js';
import type { Core } from '../core.js';
import { SocketEndpoint } from '../endpoint.js';
import { SessionState } from '../session/session-state.js';
import { StreamState } from '../stream/stream-state.js';

export function checkStream(server: Server, core: Core): Stream {
  const here = new SocketEndpoint('127.0.0.1', 0);
  const session = new SessionState(0, server.proxy, '', 0, here, here, nowMs(), wallNowMs());
  const state = new StreamState(session, core.proxies.get(server.proxy.name)!, core.plan.processVars);
  state.server = server;
  return state;
}
