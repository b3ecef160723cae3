/** Counters at the end of a stream (columns of `show stat`, management.txt 9.1). */
import type { Counters } from '../../model/counters.js';
import type { ProcessFigures } from '../../model/runtime.js';
import type { StreamState } from './stream-state.js';

/** Requests over which averages slide, as in HAProxy. */
const WINDOW = 1024;

/** Adds one finished stream to its proxies and its server. */
export function countEnd(state: StreamState, backendCounted: boolean, figures: ProcessFigures): void {
  const { frontend, backend, server } = state;
  const isHttp = state.backendLive.isHttp;
  figures.bytesOut += state.bytesToClient;
  const { listenerCounters } = state.session;
  if (listenerCounters !== undefined) addBytes(listenerCounters, state);
  addBytes(frontend.frontend, state);
  if (isHttp) countStatus(frontend.frontend, state.status);
  if (backendCounted) {
    backend.backendConnections--;
    backend.backend.currentSessions--;
    addBytes(backend.backend, state);
    if (isHttp) countStatus(backend.backend, state.status);
    addTimes(backend.backend, state);
  }
  if (server !== undefined) {
    addBytes(server.counters, state);
    addTimes(server.counters, state);
  }
}

function addBytes(counters: Counters, state: StreamState): void {
  counters.bytesIn += state.bytesFromClient - state.countedFromClient;
  counters.bytesOut += state.bytesToClient - state.countedToClient;
}

/** `option contstats`: counts what has passed since the last time. */
export function countSomeBytes(state: StreamState, backendCounted: boolean): void {
  const { frontend, backend, server } = state;
  const { listenerCounters } = state.session;
  if (listenerCounters !== undefined) addBytes(listenerCounters, state);
  addBytes(frontend.frontend, state);
  if (backendCounted) addBytes(backend.backend, state);
  if (server !== undefined) addBytes(server.counters, state);
  state.countedFromClient = state.bytesFromClient;
  state.countedToClient = state.bytesToClient;
}

/** One more request that was denied or wrong: of the frontend, and of the socket that it came in on. */
export function countRefusal(state: StreamState, slot: 'deniedRequests' | 'requestErrors'): void {
  state.frontend.frontend[slot]++;
  const { listenerCounters } = state.session;
  if (listenerCounters !== undefined) listenerCounters[slot]++;
}

/** One more response that was denied: of both proxies and of the server. */
export function countDeniedResponse({ frontend, backend, server }: StreamState): void {
  frontend.frontend.deniedResponses++;
  if (backend !== frontend || backend.isBackend) backend.backend.deniedResponses++;
  if (server !== undefined) server.counters.deniedResponses++;
}

/** One more response of this class; none at all counts among the others. */
export function countStatus(counters: Counters, status: number): void {
  if (status < 100) counters.httpOther++;
  else if (status < 200) counters.http1xx++;
  else if (status < 300) counters.http2xx++;
  else if (status < 400) counters.http3xx++;
  else if (status < 500) counters.http4xx++;
  else if (status < 600) counters.http5xx++;
  else counters.httpOther++;
}

function addTimes(counters: Counters, state: StreamState): void {
  const queueMs = Math.max(0, state.queueAtMs - Math.max(state.requestMs + state.idleMs, 0));
  const connectMs = state.connectAtMs < 0 ? 0 : Math.max(0, state.connectAtMs - state.queueAtMs);
  const responseMs = state.dataAtMs < 0 ? 0 : Math.max(0, state.dataAtMs - state.connectAtMs);
  if (counters.timeSamples < WINDOW) counters.timeSamples++;
  const samples = counters.timeSamples;
  counters.queueTime = slide(counters.queueTime, queueMs, samples);
  counters.connectTime = slide(counters.connectTime, connectMs, samples);
  counters.responseTime = slide(counters.responseTime, responseMs, samples);
  counters.totalTime = slide(counters.totalTime, state.closeAtMs, samples);
  if (queueMs > counters.queueTimeMax) counters.queueTimeMax = queueMs;
  if (connectMs > counters.connectTimeMax) counters.connectTimeMax = connectMs;
  if (responseMs > counters.responseTimeMax) counters.responseTimeMax = responseMs;
  if (state.closeAtMs > counters.totalTimeMax) counters.totalTimeMax = state.closeAtMs;
}

/** Mean of the first samples, exponential average over the window behind them. */
function slide(average: number, value: number, samples: number): number {
  return average + (value - average) / samples;
}
