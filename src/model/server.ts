/** A server as it lives: its configuration, its state and its counters. Only nouns; the engine moves the state. */
import type { ServerConfig } from './config/server.js';
import { Counters } from './counters.js';
import type { Proxy } from './proxy.js';
import type { VarStore } from './vars.js';

/** Operational state (`srv_op_state` of `show servers state`). */
export type ServerState = 'stopped' | 'starting' | 'running' | 'stopping';

/** Bits of the administrative state, numbered as `show servers state` prints them. */
export const Admin = {
  ForcedMaintenance: 0x01,
  InheritedMaintenance: 0x02,
  ConfiguredMaintenance: 0x04,
  ForcedDrain: 0x08,
  InheritedDrain: 0x10,
  ResolutionMaintenance: 0x20,
  HostnameMaintenance: 0x40,
} as const;

/** Any bit of maintenance. */
export const ANY_MAINTENANCE = 0x01 | 0x02 | 0x04 | 0x20;
/** Any bit of drain. */
export const ANY_DRAIN = 0x08 | 0x10;

/** Outcome of the last health check, in the words of `show stat` (check_status). */
export interface CheckResult {
  readonly status: string;
  readonly code: number | undefined;
  readonly durationMs: number;
  readonly description: string;
  readonly text: string;
}

export class Server {
  readonly config: ServerConfig;
  readonly proxy: Proxy;
  readonly name: string;
  /** Unique within its backend, from 1. */
  readonly id: number;
  /** Where to connect to; may be changed at run time. */
  address: string;
  port: number;
  state: ServerState;
  /** Bits of {@link Admin}. */
  admin: number;
  /** Value of the persistence cookie: the configured one, or one that is made of the address (`cookie ... dynamic`). */
  cookie: string | undefined;
  /** Weight of the configuration and as set now (0..256), before slow start. */
  readonly initialWeight: number;
  weight: number;
  /** Concurrent streams it takes, as set now; 0 = no limit. */
  maxconn: number;
  /** Streams that are being served, and those that wait for this server. */
  served: number;
  queued: number;
  /** Connections that exist right now: in use, idle. */
  connectionsUsed: number;
  connectionsIdle: number;
  /** Health between 0 and rise + fall - 1; up at `rise` and above. */
  health: number;
  checkRunning: boolean;
  /** False while `disable health` holds the checks back. */
  checkEnabled: boolean;
  /** Where checks go instead of where traffic goes; may be changed at run time. */
  checkAddress: string | undefined;
  checkPort: number | undefined;
  lastCheck: CheckResult | undefined;
  lastAgent: CheckResult | undefined;
  /** Monotonic time of the last change of state. */
  lastChangeMs: number;
  /** Accumulated down time before the current one. */
  downMs: number;
  readonly counters: Counters;
  readonly vars: VarStore;

  constructor(config: ServerConfig, proxy: Proxy, id: number, nowMs: number) {
    this.config = config;
    this.proxy = proxy;
    this.name = config.name;
    this.id = id;
    this.cookie = config.cookie;
    this.address = config.address.host;
    this.port = config.address.port;
    this.state = 'running';
    this.admin = config.disabled ? Admin.ConfiguredMaintenance : 0;
    if (config.disabled) this.state = 'stopped';
    this.initialWeight = config.weight;
    this.weight = config.weight;
    this.maxconn = config.maxconn;
    this.served = 0;
    this.queued = 0;
    this.connectionsUsed = 0;
    this.connectionsIdle = 0;
    this.health = config.check?.rise ?? 0;
    this.checkRunning = false;
    this.checkEnabled = true;
    this.checkAddress = config.check?.address;
    this.checkPort = config.check?.port;
    this.lastCheck = undefined;
    this.lastAgent = undefined;
    this.lastChangeMs = nowMs;
    this.downMs = 0;
    this.counters = new Counters();
    this.vars = new Map();
  }

  /** Takes new streams by load balancing: up, not draining, with weight. */
  get usable(): boolean {
    return this.state !== 'stopped' && (this.admin & (ANY_MAINTENANCE | ANY_DRAIN)) === 0 && this.weight > 0;
  }

  /** Takes streams that must go to it (persistence): up, draining allowed. */
  get willing(): boolean {
    return this.state !== 'stopped' && (this.admin & ANY_MAINTENANCE) === 0;
  }
}
