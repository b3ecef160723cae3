/** Columns that rows of several kinds fill from the same counters. */
import { nowMs, wallNowMs } from '../../base/clock.js';
import type { Frequency } from '../../base/frequency.js';
import type { Counters } from '../counters.js';
import type { StatValues } from './stat-row.js';

/** Events of the last second. */
export function rateOf(frequency: Frequency | undefined): number {
  return frequency?.read(nowMs()) ?? 0;
}

/** Bytes in both directions, and the same under the names that tell requests from responses. */
export function byteValues({ bytesIn, bytesOut }: Counters): StatValues {
  return { bin: bytesIn, bout: bytesOut, reqbin: bytesIn, reqbout: bytesIn, resbin: bytesOut, resbout: bytesOut };
}

/** Statuses of responses: HTTP only. */
export function statusValues(counters: Counters): StatValues {
  return {
    hrsp_1xx: counters.http1xx,
    hrsp_2xx: counters.http2xx,
    hrsp_3xx: counters.http3xx,
    hrsp_4xx: counters.http4xx,
    hrsp_5xx: counters.http5xx,
    hrsp_other: counters.httpOther,
  };
}

/** Averages and maxima of times, as servers and backends have them. */
export function timeValues(counters: Counters): StatValues {
  return {
    qtime: Math.round(counters.queueTime),
    ctime: Math.round(counters.connectTime),
    rtime: Math.round(counters.responseTime),
    ttime: Math.round(counters.totalTime),
    qtime_max: Math.round(counters.queueTimeMax),
    ctime_max: Math.round(counters.connectTimeMax),
    rtime_max: Math.round(counters.responseTimeMax),
    ttime_max: Math.round(counters.totalTimeMax),
  };
}

/** What goes towards servers: servers and backends. */
export function serverSideValues(counters: Counters): StatValues {
  return {
    dresp: counters.deniedResponses,
    econ: counters.connectErrors,
    eresp: counters.responseErrors,
    wretr: counters.retries,
    wredis: counters.redispatches,
    lbtot: counters.lbTotal,
    cli_abrt: counters.clientAborts,
    srv_abrt: counters.serverAborts,
    wrew: counters.rewriteErrors,
    eint: counters.internalErrors,
    connect: counters.connect,
    reuse: counters.reuse,
    lastsess: counters.lastSessionMs === 0 ? -1 : secondsSince(counters.lastSessionMs, wallNowMs()),
  };
}

/** Whole seconds between two times in milliseconds. */
export function secondsSince(thenMs: number, now: number): number {
  return Math.max(0, Math.trunc((now - thenMs) / 1000));
}
