/** Counters at the beginning of things: requests, streams of a backend, streams of a server (management.txt 9.1). */
import { nowMs, wallNowMs } from '../../base/clock.js';
import type { Counters } from '../../model/counters.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';

/** One more request at a frontend. */
export function countRequest({ frontend }: Proxy): void {
  frontend.requests++;
  if (frontend.requestRate === undefined) return;
  const now = nowMs();
  frontend.requestRate.add(1, now);
  const rate = frontend.requestRate.read(now);
  if (rate > frontend.requestRateMax) frontend.requestRateMax = rate;
}

/** One more stream of a backend. */
export function countBackend(proxy: Proxy): void {
  const { backend } = proxy;
  proxy.backendConnections++;
  backend.currentSessions++;
  backend.requests++;
  countSession(backend, proxy.backendConnections);
}

/** The algorithm chose this server; persistence and the queue choose without it. */
export function countBalanced({ counters, proxy }: Server): void {
  counters.lbTotal++;
  proxy.backend.lbTotal++;
}

/** One more attempt to use a server. */
export function countServer({ counters, proxy, served }: Server): void {
  countSession(counters, served);
  const wall = wallNowMs();
  counters.lastSessionMs = wall;
  proxy.backend.lastSessionMs = wall;
}

function countSession(counters: Counters, current: number): void {
  counters.sessions++;
  if (current > counters.sessionsMax) counters.sessionsMax = current;
  if (counters.sessionRate === undefined) return;
  const now = nowMs();
  counters.sessionRate.add(1, now);
  const rate = counters.sessionRate.read(now);
  if (rate > counters.sessionRateMax) counters.sessionRateMax = rate;
}
