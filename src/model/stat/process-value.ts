/** Values of `show info`: what the process knows of itself, under HAProxy's names. */
import fs from 'node:fs';
import os from 'node:os';
import v8 from 'node:v8';
import { twoDigits } from '../../base/calendar.js';
import { nowMs } from '../../base/clock.js';
import type { Product } from '../admin-request.js';
import type { ProcessFigures, Runtime } from '../runtime.js';
import type { ProcessFieldName } from './process-field.js';

export type ProcessValues = Readonly<Record<ProcessFieldName, string | number>>;

const MIB = 1_048_576;

/** `0d 0h00m01s`. */
export function renderDuration(seconds: number): string {
  const days = Math.trunc(seconds / 86_400);
  return `${days}d ${Math.trunc(seconds / 3600) % 24}h${twoDigits(Math.trunc(seconds / 60) % 60)}m${twoDigits(seconds % 60)}s`;
}

/** Soft limit of file descriptors of this process; 0 where the system does not tell. */
function fileLimit(): number {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(fs.readFileSync('/proc/self/limits', 'latin1'));
    return Number(line?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function count(items: Iterable<unknown>): number {
  let number = 0;
  for (const _ of items) number++;
  return number;
}

/** Memory has no pools here: the heap of the JavaScript engine stands for them. */
function memoryValues() {
  // Not process.memoryUsage(): it needs /proc, which a chroot hides.
  const { total_heap_size: heapTotal, used_heap_size: heapUsed } = v8.getHeapStatistics();
  return {
    Memmax_MB: 0,
    PoolAlloc_MB: Math.trunc(heapTotal / MIB),
    PoolUsed_MB: Math.trunc(heapUsed / MIB),
    PoolFailed: 0,
    Memmax_bytes: 0,
    PoolAlloc_bytes: heapTotal,
    PoolUsed_bytes: heapUsed,
  };
}

function connectionValues(figures: ProcessFigures, runtime: Runtime) {
  return {
    Maxconn: figures.maxconn,
    Hard_maxconn: figures.hardMaxconn,
    CurrConns: figures.currentConnections,
    CumConns: figures.totalConnections,
    CumReq: figures.totalRequests,
    ConnRate: figures.connectionRate,
    ConnRateLimit: runtime.global.maxconnRate,
    MaxConnRate: figures.connectionRateMax,
    SessRate: figures.sessionRate,
    SessRateLimit: runtime.global.maxSessionRate,
    MaxSessRate: figures.sessionRateMax,
    Maxpipes: 0,
    PipesUsed: 0,
    PipesFree: 0,
    MaxconnReached: figures.maxconnReached ?? 0,
    CurrStreams: count(runtime.streams()),
    CumStreams: figures.totalStreams ?? figures.totalRequests,
    BlockedTrafficWarnings: 0,
    TotalBytesOut: figures.bytesOut,
    TotalSplicedBytesOut: 0,
    BytesOutRate: figures.bytesOutRate ?? 0,
  };
}

/** Figures of TLS that are not kept count 0. */
function tlsValues(figures: ProcessFigures, runtime: Runtime) {
  return {
    MaxSslConns: runtime.global.maxSslConn,
    CurrSslConns: figures.currentTlsConnections,
    CumSslConns: figures.totalTlsConnections,
    SslRate: figures.tlsRate,
    SslRateLimit: Number(runtime.global.tune.get('maxsslrate') ?? 0),
    MaxSslRate: figures.tlsRateMax,
    SslFrontendKeyRate: 0,
    SslFrontendMaxKeyRate: 0,
    SslFrontendSessionReuse_pct: 0,
    SslBackendKeyRate: 0,
    SslBackendMaxKeyRate: 0,
    SslCacheLookups: figures.tlsCache?.lookups ?? 0,
    SslCacheMisses: figures.tlsCache?.misses ?? 0,
  };
}

/** What this program does not have: compression, resolvers, splicing, HAProxy's scheduler. */
const ABSENT = {
  CompressBpsIn: 0,
  CompressBpsOut: 0,
  CompressBpsRateLim: 0,
  Tasks: 0,
  Run_queue: 0,
  Niced_tasks: 0,
  BusyPolling: 0,
  FailedResolutions: 0,
  DebugCommandsIssued: 0,
  CumRecvLogs: 0,
  Tainted: '0',
  'Unstoppable Jobs': 0,
  PatternsAdded: 0,
  PatternsFreed: 0,
};

/** Share of the time in which the event loop waited, since the start. */
function idlePercent(): number {
  const { utilization } = performance.eventLoopUtilization();
  return Math.round((1 - utilization) * 100);
}

export function processValues(runtime: Runtime, product: Product): ProcessValues {
  const figures = runtime.process;
  const uptimeS = Math.max(0, Math.trunc((nowMs() - figures.startMs) / 1000));
  const files = fileLimit();
  return {
    Name: product.name,
    Version: product.version,
    'Build info': product.version,
    Release_date: product.releaseDate,
    Nbthread: 1,
    NbThreadGroups: 1,
    Nbproc: 1,
    Process_num: 1,
    Pid: figures.pid,
    Uptime: renderDuration(uptimeS),
    Uptime_sec: uptimeS,
    Start_time_sec: Math.trunc(figures.startDateMs / 1000),
    BootTime_ms: figures.bootMs ?? 0,
    TotalWarnings: figures.warnings ?? 0,
    'Ulimit-n': files,
    Maxsock: files,
    Idle_pct: idlePercent(),
    node: runtime.global.node ?? os.hostname(),
    Stopping: figures.stopping ? 1 : 0,
    Jobs: figures.jobs,
    Listeners: figures.listeners,
    ActivePeers: figures.activePeers,
    ConnectedPeers: figures.connectedPeers ?? 0,
    DroppedLogs: figures.droppedLogs,
    ...memoryValues(),
    ...connectionValues(figures, runtime),
    ...tlsValues(figures, runtime),
    ...ABSENT,
  };
}
