/** Figures of a process that has not started: what fetches see while a configuration is only checked. */
import type { ProcessFigures } from '../model/runtime.js';

/** All counts are 0. */
export function idleFigures(startMs: number): ProcessFigures {
  return {
    startDateMs: Date.now(),
    startMs,
    pid: process.pid,
    hardMaxconn: 0,
    maxconn: 0,
    currentConnections: 0,
    totalConnections: 0,
    totalRequests: 0,
    currentTlsConnections: 0,
    totalTlsConnections: 0,
    droppedLogs: 0,
    stopping: false,
    jobs: 0,
    listeners: 0,
    activePeers: 0,
    bytesOut: 0,
    sessionRate: 0,
    sessionRateMax: 0,
    connectionRate: 0,
    connectionRateMax: 0,
    tlsRate: 0,
    tlsRateMax: 0,
  };
}
