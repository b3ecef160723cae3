/** A proxy as it lives: frontend, backend or both. Only nouns; the engine moves the state. */
import type { ProxyConfig } from './config/proxy.js';
import { Counters } from './counters.js';
import type { Server } from './server.js';

/** Makes the servers of a proxy. */
export type CreateServers = (proxy: Proxy) => Server[];

export class Proxy {
  readonly config: ProxyConfig;
  readonly name: string;
  /** `iid`: unique among proxies, from 2 as HAProxy numbers them (or set by `id`). */
  readonly id: number;
  /** False once stopped or disabled. */
  enabled: boolean;
  /** Shut down by an operator: it cannot be enabled again. */
  shutDown: boolean;
  /** False while an operator keeps it from being chosen as a backend (`unpublish backend`). */
  published: boolean;
  /** Something of the configuration names this backend: it stays. */
  referenced: boolean;
  /** Streams that this proxy handles as frontend / as backend right now. */
  frontendConnections: number;
  backendConnections: number;
  /** Streams waiting for any server of this backend. */
  queued: number;
  /** Active and backup servers that take traffic, and the sum of their weights. */
  activeServers: number;
  backupServers: number;
  activeWeight: number;
  backupWeight: number;
  /** Limit of client connections as set now; 0 = that of the process. */
  maxconn: number;
  /** Streams at which servers get their `maxconn`: as set, or as the engine reckons. */
  fullconn: number;
  lastChangeMs: number;
  downMs: number;
  /** Log lines written so far (`%lc`); counted by the engine. */
  logLines: number;
  readonly #createServers: CreateServers;
  #servers: Server[] | undefined;
  #frontend: Counters | undefined;
  #backend: Counters | undefined;

  /** @param createServers default: there are none yet */
  constructor(config: ProxyConfig, id: number, nowMs: number, createServers: CreateServers = () => []) {
    this.config = config;
    this.name = config.name;
    this.id = id;
    this.enabled = !config.disabled;
    this.shutDown = false;
    this.published = !config.unpublished;
    this.referenced = false;
    this.frontendConnections = 0;
    this.backendConnections = 0;
    this.queued = 0;
    this.activeServers = 0;
    this.backupServers = 0;
    this.activeWeight = 0;
    this.backupWeight = 0;
    this.maxconn = config.maxconn;
    this.fullconn = Math.max(1, config.fullconn);
    this.lastChangeMs = nowMs;
    this.downMs = 0;
    this.logLines = 0;
    this.#createServers = createServers;
    this.#servers = undefined;
    this.#frontend = undefined;
    this.#backend = undefined;
  }

  /** Made when they are first asked for: a check of a file asks for few. */
  get servers(): Server[] {
    this.#servers ??= this.#createServers(this);
    return this.#servers;
  }

  /** Counts of each side, made when they are first asked for; a `listen` uses both. */
  get frontend(): Counters {
    this.#frontend ??= new Counters();
    return this.#frontend;
  }

  get backend(): Counters {
    this.#backend ??= new Counters();
    return this.#backend;
  }

  get isFrontend(): boolean {
    return this.config.kind !== 'backend';
  }

  get isBackend(): boolean {
    return this.config.kind !== 'frontend';
  }
}
