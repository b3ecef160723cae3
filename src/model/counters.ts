/** Counters of proxies, servers and listeners: plain slots, summed when read (columns of management.txt 9.1). */
import type { Frequency } from '../base/frequency.js';

/** One object for frontends, backends, servers and listeners: each uses the slots that its kind has. */
export class Counters {
  bytesIn = 0;
  bytesOut = 0;
  /** Sessions/connections in total, and their maximum at a time. */
  connections = 0;
  connectionsMax = 0;
  sessions = 0;
  sessionsMax = 0;
  currentSessions = 0;
  requests = 0;
  deniedRequests = 0;
  deniedResponses = 0;
  deniedConnections = 0;
  deniedSessions = 0;
  requestErrors = 0;
  connectErrors = 0;
  responseErrors = 0;
  retries = 0;
  redispatches = 0;
  clientAborts = 0;
  serverAborts = 0;
  http1xx = 0;
  http2xx = 0;
  http3xx = 0;
  http4xx = 0;
  http5xx = 0;
  httpOther = 0;
  intercepted = 0;
  lbTotal = 0;
  queueMax = 0;
  connect = 0;
  reuse = 0;
  failedChecks = 0;
  /** Times that watching traffic found too many errors. */
  failedObservations = 0;
  checkDowns = 0;
  internalErrors = 0;
  rewriteErrors = 0;
  cacheLookups = 0;
  cacheHits = 0;
  /** Highest rates seen. */
  sessionRateMax = 0;
  connectionRateMax = 0;
  requestRateMax = 0;
  /** Averages over the last 1024 requests, in milliseconds: HAProxy's sliding averages. */
  timeSamples = 0;
  queueTime = 0;
  connectTime = 0;
  responseTime = 0;
  totalTime = 0;
  queueTimeMax = 0;
  connectTimeMax = 0;
  responseTimeMax = 0;
  totalTimeMax = 0;
  /** Wall clock of the last session, ms; 0 = never. */
  lastSessionMs = 0;
  sessionRate: Frequency | undefined = undefined;
  connectionRate: Frequency | undefined = undefined;
  requestRate: Frequency | undefined = undefined;
}

/** What is no count: it goes on. */
const KEPT = new Set(['currentSessions', 'sessionRate', 'connectionRate', 'requestRate', 'lastSessionMs']);

/** Begins to count from nothing. */
export function resetCounts(counters: Counters): void {
  const fresh = new Counters();
  for (const key of Object.keys(fresh) as (keyof Counters)[]) {
    if (!KEPT.has(key)) Object.assign(counters, { [key]: fresh[key] });
  }
}
