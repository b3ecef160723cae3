/** Attempts after the first one: whether they go to another server, and when (manual 4.2 `retries`, `option redispatch`). */
import type { Server } from '../../model/server.js';
import { releaseSlot, type SlotHolder } from '../assign/slot.js';
import type { Persistence } from '../cookie/persistence.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';

/** Pause before the next attempt on a server that refused: one second, or less where the connect timeout is shorter. */
const TURNAROUND_MS = 1000;

/** Algorithms whose next choice is another server anyway. */
const ROTATING = new Set(['roundrobin', 'static-rr', 'leastconn', 'first', 'random']);

export function retryDelayMs(backend: LiveProxy): number {
  return Math.min(TURNAROUND_MS, backend.config.timeouts.connectMs ?? TURNAROUND_MS);
}

function maxRetries({ retriesMax, backendLive }: StreamState): number {
  return retriesMax ?? backendLive.config.retries;
}

/** Another attempt is left. */
export function hasRetries(state: StreamState): boolean {
  return state.retries < maxRetries(state);
}

/** Whether the attempt that follows may go to another server; `state.retries` counts it already. */
export function shouldRedispatch(state: StreamState, persistence: Persistence): boolean {
  const { redispatch } = state.backendLive.config;
  if (redispatch === 0 || persistence.forced) return false;
  if (!state.server!.willing) return true;
  const period = redispatch > 0 ? redispatch : maxRetries(state) + 1 + redispatch;
  if (period > 0 && state.retries % period === 0) return true;
  return !persistence.direct && rotates(state.backendLive);
}

/** The next choice of the algorithm is another server. */
function rotates(backend: LiveProxy): boolean {
  return hasChoice(backend) && ROTATING.has(backend.config.balance?.algorithm ?? 'random');
}

/** There is more than one server to choose from: where the choice is made anew, nobody waits (haproxy 2.6). */
export function hasChoice({ proxy }: LiveProxy): boolean {
  return proxy.activeServers > 1;
}

/** One more attempt on the same server. */
export function countRetry({ backend }: StreamState, { counters }: Server): void {
  counters.retries++;
  backend.backend.retries++;
}

/** Leaves a server that failed, its slot, and what bound the stream to it. */
export function leaveServer(stream: SlotHolder, server: Server): void {
  const { state, persistence } = stream;
  releaseSlot(stream);
  state.redispatched = true;
  server.counters.redispatches++;
  state.backend.backend.redispatches++;
  persistence.direct = false;
  persistence.server = undefined;
  if (state.requestCookieState === 'V') state.requestCookieState = 'D';
  stream.avoided = server;
  state.server = undefined;
}
