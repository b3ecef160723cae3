/** A server as it lives: its configuration, its state and its counters. Only nouns; the engine moves the state. */
import { checkPortOf, type ServerConfig } from './config/server.js';
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

/** Any bit of maintenance that is in force; that of the configuration only remembers where it came from. */
export const ANY_MAINTENANCE = 0x01 | 0x02 | 0x20;
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

/** What traffic tells of a server (`observe`): the connection, and the answer of HTTP servers. */
export type TrafficOutcome =
  | 'connected'
  | 'not-connected'
  | 'good-answer'
  | 'wrong-status'
  | 'bad-head'
  | 'bad-answer'
  | 'read-error'
  | 'read-timeout'
  | 'closed';

/** Steps of slow start: the weight is multiplied with them. */
export const FULL_RAMP = 16;

export class Server {
  readonly config: ServerConfig;
  readonly proxy: Proxy;
  /** May be changed at run time (`set server ... name`). */
  name: string;
  /** Unique within its backend, from 1. */
  readonly id: number;
  /** Where to connect to; may be changed at run time. */
  address: string;
  port: number;
  /** Its port is that of the client plus this much (`+80`); undefined where it has one of its own. */
  portOffset: number | undefined;
  /** Name that resolvers follow or that the address was found by; undefined for addresses and free places of a service. */
  fqdn: string | undefined;
  /** Name of the service whose records make the server (`_http._tcp.name`). */
  readonly srvName: string | undefined;
  state: ServerState;
  /** Bits of {@link Admin}. */
  admin: number;
  /** Connections use TLS; only where the configuration has settings of TLS. */
  usesTls: boolean;
  /** `no-ssl` was said, and nothing since. */
  refusesTls: boolean;
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
  /** Checks rest because the server is in maintenance. */
  checkPaused: boolean;
  /** False while `disable health` holds the checks back. */
  checkEnabled: boolean;
  /** Where checks go instead of where traffic goes; may be changed at run time. */
  checkAddress: string | undefined;
  checkPort: number | undefined;
  /** Health as the agent sees it: 1 is up. */
  agentHealth: number;
  agentRunning: boolean;
  agentEnabled: boolean;
  agentAddress: string | undefined;
  agentPort: number | undefined;
  agentSend: string | undefined;
  /** Told of every connection and answer; set where `observe` is in force. */
  observer: ((outcome: TrafficOutcome) => void) | undefined;
  /** Slow start: 1 to {@link FULL_RAMP}. */
  ramp: number;
  lastCheck: CheckResult | undefined;
  lastAgent: CheckResult | undefined;
  /** Monotonic time of the last change of state. */
  lastChangeMs: number;
  /** Accumulated down time before the current one. */
  downMs: number;
  /** Added while running (`add server`). */
  dynamic: boolean;
  /** Something of the configuration names it: it stays, and so does its name. */
  referenced: boolean;
  /** Made when they are first asked for: a check of a file makes many servers and serves nobody. */
  #counters: Counters | undefined;
  #vars: VarStore | undefined;

  constructor(config: ServerConfig, proxy: Proxy, id: number, nowMs: number) {
    this.config = config;
    this.proxy = proxy;
    this.name = config.name;
    this.id = id;
    this.cookie = config.cookie;
    this.usesTls = config.tls !== undefined;
    this.refusesTls = config.refusesTls;
    this.address = config.address.host;
    this.port = config.address.port;
    this.portOffset = config.address.portOffset;
    const isName = config.address.kind === 'tcp' && /[^\d.:]/.test(this.address) && !this.address.includes(':');
    this.srvName = isName && this.address.startsWith('_') ? this.address : undefined;
    this.fqdn = isName && this.srvName === undefined ? this.address : undefined;
    this.state = 'running';
    this.admin = config.disabled ? Admin.ForcedMaintenance | Admin.ConfiguredMaintenance : 0;
    const { initState } = config;
    if (config.disabled || initState === 'down' || initState === 'fully-down') this.state = 'stopped';
    if (this.srvName !== undefined) this.loseAddress();
    this.initialWeight = config.weight;
    this.weight = config.weight;
    // A floor above the limit takes its place.
    this.maxconn = Math.max(config.maxconn, config.minconn);
    this.served = 0;
    this.queued = 0;
    this.connectionsUsed = 0;
    this.connectionsIdle = 0;
    this.health = initialHealth(config);
    this.checkRunning = false;
    this.checkPaused = config.disabled || this.srvName !== undefined;
    this.checkEnabled = true;
    this.checkAddress = config.check?.address;
    this.checkPort = checkPortOf(config.check);
    this.agentHealth = 1;
    this.agentRunning = false;
    this.agentEnabled = true;
    this.agentAddress = config.agent?.address;
    this.agentPort = config.agent?.port;
    this.agentSend = config.agent?.send;
    this.observer = undefined;
    this.ramp = FULL_RAMP;
    this.lastCheck = undefined;
    this.lastAgent = undefined;
    this.lastChangeMs = nowMs;
    this.downMs = 0;
    this.dynamic = false;
    this.referenced = false;
    this.#counters = undefined;
    this.#vars = undefined;
  }

  get counters(): Counters {
    this.#counters ??= new Counters();
    return this.#counters;
  }

  get vars(): VarStore {
    this.#vars ??= new Map();
    return this.#vars;
  }

  /** Starts without an address: in maintenance until there is one. */
  loseAddress(): void {
    this.address = '';
    // There is nothing to pause where nothing is checked (haproxy 2.6).
    if (this.config.check?.enabled) this.checkPaused = true;
    this.admin |= Admin.ResolutionMaintenance;
    this.state = 'stopped';
  }

  /** Takes new streams by load balancing: up, not draining, with weight. */
  get usable(): boolean {
    const { state } = this;
    const isUp = state === 'running' || state === 'starting';
    return isUp && (this.admin & (ANY_MAINTENANCE | ANY_DRAIN)) === 0 && this.weight > 0;
  }

  /** Weight as slow start lets it be used. */
  get currentWeight(): number {
    return this.ramp === FULL_RAMP ? this.weight : Math.ceil((this.weight * this.ramp) / FULL_RAMP);
  }

  /** Takes streams that must go to it (persistence): up, draining allowed. */
  get willing(): boolean {
    return this.state !== 'stopped' && (this.admin & ANY_MAINTENANCE) === 0;
  }
}

/**
 * Health before the first check. Without `init-state` servers are up and have passed nothing yet: the first failure takes
 * them down, and the first `rise` passed checks count up from zero.
 */
function initialHealth({ check, initState }: ServerConfig): number {
  const { rise, fall } = check ?? { rise: 0, fall: 1 };
  switch (initState) {
    case 'fully-up':
      return rise + fall - 1;
    case 'up':
      return rise;
    case 'down':
      return Math.max(rise - 1, 0);
    case 'fully-down':
    case 'none':
      return 0;
  }
}
