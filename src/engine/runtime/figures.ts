/** Figures of the process (`show info`): plain slots, rates computed when they are read. */
import { nowMs } from '../../base/clock.js';
import type { Frequency } from '../../base/frequency.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { ProcessFigures } from '../../model/runtime.js';
import type { Peers } from '../peers/peers.js';

/** HAProxy computes its default from the file limit; ours where nothing is configured. */
const DEFAULT_MAXCONN = 20_000;

export class Figures implements ProcessFigures {
  readonly startDateMs: number;
  readonly startMs: number;
  readonly pid: number;
  readonly hardMaxconn: number;
  maxconn: number;
  currentConnections: number;
  totalConnections: number;
  totalRequests: number;
  currentTlsConnections: number;
  totalTlsConnections: number;
  stopping: boolean;
  listeners: number;
  bytesOut: number;
  sessionRateMax: number;
  connectionRateMax: number;
  tlsRateMax: number;
  readonly tlsCache: { lookups: number; misses: number };
  #sessions: Frequency | undefined;
  #connections: Frequency | undefined;
  #tls: Frequency | undefined;
  #peers: Peers | undefined;
  #droppedLogs: () => number;

  constructor(global: GlobalConfig, startMs: number, startDateMs: number) {
    this.startDateMs = startDateMs;
    this.startMs = startMs;
    this.pid = process.pid;
    this.hardMaxconn = global.maxconn > 0 ? global.maxconn : DEFAULT_MAXCONN;
    this.maxconn = this.hardMaxconn;
    this.currentConnections = 0;
    this.totalConnections = 0;
    this.totalRequests = 0;
    this.currentTlsConnections = 0;
    this.totalTlsConnections = 0;
    this.stopping = false;
    this.listeners = 0;
    this.bytesOut = 0;
    this.sessionRateMax = 0;
    this.connectionRateMax = 0;
    this.tlsRateMax = 0;
    this.tlsCache = { lookups: 0, misses: 0 };
    this.#sessions = undefined;
    this.#connections = undefined;
    this.#tls = undefined;
    this.#peers = undefined;
    this.#droppedLogs = () => 0;
  }

  /** Rates are read from what counts them. */
  attach(sessions: Frequency, connections: Frequency, tls: Frequency): void {
    this.#sessions = sessions;
    this.#connections = connections;
    this.#tls = tls;
  }

  /** Sinks count what they lose. */
  attachLogs(dropped: () => number): void {
    this.#droppedLogs = dropped;
  }

  get droppedLogs(): number {
    return this.#droppedLogs();
  }

  attachPeers(peers: Peers): void {
    this.#peers = peers;
  }

  get activePeers(): number {
    return this.#peers?.activeCount ?? 0;
  }

  get connectedPeers(): number {
    return this.#peers?.connectedCount ?? 0;
  }

  /** Things that keep the process from ending when it stops. */
  get jobs(): number {
    return this.listeners + this.currentConnections;
  }

  get sessionRate(): number {
    return this.#sessions?.read(nowMs()) ?? 0;
  }

  get connectionRate(): number {
    return this.#connections?.read(nowMs()) ?? 0;
  }

  get tlsRate(): number {
    return this.#tls?.read(nowMs()) ?? 0;
  }
}
