/** The rows of a proxy: frontend, listeners, backend (management.txt 9.1, columns marked F, L, B). */
import { nowMs } from '../../base/clock.js';
import type { Counters } from '../counters.js';
import type { Proxy } from '../proxy.js';
import type { ListenerView, Runtime } from '../runtime.js';
import { ANY_DRAIN, ANY_MAINTENANCE, type Server } from '../server.js';
import { commonValues, type StatRow, type StatValues, statRow } from './stat-row.js';
import { byteValues, rateOf, secondsSince, serverSideValues, statusValues, timeValues } from './traffic-value.js';

/** Compression is not there: it counts nothing. */
const NO_COMPRESSION: StatValues = { comp_in: 0, comp_out: 0, comp_byp: 0, comp_rsp: 0 };

function cacheValues({ cacheLookups, cacheHits }: Counters): StatValues {
  return { cache_lookups: cacheLookups, cache_hits: cacheHits, cache_hint_hits: 0 };
}

function renderFrontendStatus(proxy: Proxy): string {
  if (!proxy.enabled) return proxy.shutDown || proxy.config.disabled ? 'STOP' : 'PAUSED';
  return proxy.maxconn > 0 && proxy.frontendConnections >= proxy.maxconn ? 'FULL' : 'OPEN';
}

function refusalValues(counters: Counters): StatValues {
  return {
    dreq: counters.deniedRequests,
    dresp: counters.deniedResponses,
    ereq: counters.requestErrors,
    dcon: counters.deniedConnections,
    dses: counters.deniedSessions,
    wrew: counters.rewriteErrors,
    eint: counters.internalErrors,
  };
}

/** Figures of HTTP/1 in a proxy. */
function h1Modules(counters: Counters, current: number): Readonly<Record<string, number>> {
  return {
    h1_open_connections: current,
    h1_open_streams: current,
    h1_total_connections: counters.connections || counters.connect,
    h1_total_streams: counters.requests,
    h1_bytes_in: counters.bytesIn,
    h1_bytes_out: counters.bytesOut,
  };
}

function protocolValues(counters: Counters, http: boolean): StatValues {
  return {
    sess_other: http ? 0 : counters.sessions,
    h1sess: http ? counters.sessions : 0,
    h2sess: 0,
    h3sess: 0,
    req_other: 0,
    h1req: http ? counters.requests : 0,
    h2req: 0,
    h3req: 0,
  };
}

function requestValues(counters: Counters): StatValues {
  return {
    req_rate: rateOf(counters.requestRate),
    req_rate_max: counters.requestRateMax,
    req_tot: counters.requests,
  };
}

/** Frontends without a limit of their own have that of the process. */
function frontendLimit(proxy: Proxy, runtime: Runtime): number {
  return proxy.maxconn > 0 ? proxy.maxconn : runtime.process.hardMaxconn;
}

export function frontendRow(proxy: Proxy, runtime: Runtime): StatRow {
  const counters = proxy.frontend;
  const http = proxy.config.mode === 'http';
  return statRow('frontend', proxy, undefined, 0, [
    commonValues('frontend', proxy, 'FRONTEND', 0),
    {
      scur: proxy.frontendConnections,
      smax: counters.sessionsMax,
      slim: frontendLimit(proxy, runtime),
      stot: counters.sessions,
      status: renderFrontendStatus(proxy),
      rate: rateOf(counters.sessionRate),
      rate_lim: proxy.config.rateLimitSessions,
      rate_max: counters.sessionRateMax,
      conn_rate: rateOf(counters.connectionRate),
      conn_rate_max: counters.connectionRateMax,
      conn_tot: counters.connections,
    },
    byteValues(counters),
    refusalValues(counters),
    requestValues(counters),
    NO_COMPRESSION,
    http ? { intercepted: counters.intercepted } : {},
    http ? statusValues(counters) : {},
    http ? cacheValues(counters) : {},
    protocolValues(counters, http),
    http ? h1Modules(counters, proxy.frontendConnections) : {},
  ]);
}

/** Rows of listeners are only there with `option socket-stats`. */
export function listenerRow(listener: ListenerView, legends: boolean): StatRow {
  const { counters, proxy } = listener;
  return statRow('listener', proxy, undefined, listener.id, [
    commonValues('listener', proxy, listener.name, listener.id),
    {
      scur: counters.currentSessions,
      smax: counters.sessionsMax,
      slim: listener.maxconn ?? 0,
      stot: counters.sessions,
      status: proxy.enabled ? 'OPEN' : 'WAITING',
      addr: legends ? listener.address : undefined,
    },
    byteValues(counters),
    refusalValues(counters),
  ]);
}

function isUp(server: Server): boolean {
  return server.state !== 'stopped' && (server.admin & (ANY_MAINTENANCE | ANY_DRAIN)) === 0;
}

/** `UP`, `DOWN`; with `counted` also how many of its servers are up. */
function renderBackendStatus(proxy: Proxy, counted: boolean): string {
  const up = proxy.activeServers + proxy.backupServers > 0 || proxy.servers.length === 0;
  const count = counted ? ` (${proxy.servers.filter(isUp).length}/${proxy.servers.length})` : '';
  return (up ? 'UP' : 'DOWN') + count;
}

function backendStateValues(proxy: Proxy, counted: boolean): StatValues {
  const now = nowMs();
  const down = proxy.servers.length > 0 && proxy.activeServers + proxy.backupServers === 0;
  const downMs = proxy.downMs + (down ? now - proxy.lastChangeMs : 0);
  const weight = proxy.activeServers > 0 ? proxy.activeWeight : proxy.backupWeight;
  return {
    status: renderBackendStatus(proxy, counted),
    weight,
    uweight: weight,
    act: proxy.activeServers,
    bck: proxy.backupServers,
    chkdown: proxy.backend.checkDowns,
    lastchg: secondsSince(proxy.lastChangeMs, now),
    downtime: proxy.servers.length > 0 ? Math.trunc(downMs / 1000) : undefined,
    agg_server_status: 0,
    agg_server_check_status: 0,
    agg_check_status: 0,
  };
}

/** HAProxy has no word for `random`, and none where no `balance` stands. */
function renderAlgorithm(proxy: Proxy): string {
  const name = proxy.config.balance?.algorithm;
  return name === undefined || name === 'random' || name === 'sticky' ? 'unknown' : name;
}

/** @param counted - the status says how many servers are up */
export function backendRow(proxy: Proxy, legends: boolean, counted: boolean): StatRow {
  const counters = proxy.backend;
  const http = proxy.config.mode === 'http';
  return statRow('backend', proxy, undefined, 0, [
    commonValues('backend', proxy, 'BACKEND', 0),
    {
      qcur: proxy.queued,
      qmax: counters.queueMax,
      scur: proxy.backendConnections,
      smax: counters.sessionsMax,
      slim: proxy.fullconn,
      stot: counters.sessions,
      rate: rateOf(counters.sessionRate),
      rate_max: counters.sessionRateMax,
      dreq: counters.deniedRequests,
    },
    NO_COMPRESSION,
    byteValues(counters),
    serverSideValues(counters),
    backendStateValues(proxy, counted),
    http ? statusValues(counters) : {},
    http ? { req_tot: counters.requests } : {},
    http ? cacheValues(counters) : {},
    timeValues(counters),
    legends ? { cookie: proxy.config.cookie?.name, algo: renderAlgorithm(proxy) } : {},
    http ? h1Modules(counters, proxy.backendConnections) : {},
  ]);
}
