/** Attempts after the first one: whether they go to another server, and when (manual 4.2 `retries`, `option redispatch`). */
import type { Persistence } from '../cookie/persistence.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';

/** Pause before the next attempt on a server that refused: one second, or less where the connect timeout is shorter. */
const TURNAROUND_MS = 1000;

/** Algorithms whose next choice is another server anyway. */
const ROTATING = new Set(['roundrobin', 'static-rr', 'random']);

export function retryDelayMs(backend: LiveProxy): number {
  return Math.min(TURNAROUND_MS, backend.config.timeouts.connectMs ?? TURNAROUND_MS);
}

/** Whether the attempt that follows may go to another server; `state.retries` counts it already. */
export function shouldRedispatch(state: StreamState, persistence: Persistence): boolean {
  const { config } = state.backendLive;
  const { redispatch } = config;
  const retries = state.retriesMax ?? config.retries;
  if (redispatch === 0 || persistence.forced) return false;
  if (!state.server!.willing) return true;
  const period = redispatch > 0 ? redispatch : retries + 1 + redispatch;
  if (period > 0 && state.retries % period === 0) return true;
  return !persistence.direct && rotates(state.backendLive);
}

/** The next choice of the algorithm is another server. */
export function rotates({ config, proxy }: LiveProxy): boolean {
  return proxy.activeServers > 1 && ROTATING.has(config.balance?.algorithm ?? 'random');
}
