/** What the runtime API may see and do; the engine implements it and hands it to the admin room. */

import type { CertificateAdmin } from './certificate-admin.js';
import type { GlobalConfig } from './config/global.js';
import type { ServerConfig } from './config/server.js';
import type { Counters } from './counters.js';
import type { MapStore } from './map-store.js';
import type { FollowOutcome, ResolversView } from './name-lookup.js';
import type { PeerGroupView } from './peers.js';
import type { Proxy } from './proxy.js';
import type { Server } from './server.js';
import type { StickTables } from './stick-table.js';
import type { Stream } from './stream.js';
import type { VarStore } from './vars.js';

/** One listening socket of a frontend. */
export interface ListenerView {
  readonly name: string;
  readonly id: number;
  readonly proxy: Proxy;
  readonly address: string;
  readonly counters: Counters;
  /** Limit of the line; 0 or undefined = none. */
  readonly maxconn?: number | undefined;
}

/** Process-wide figures of `show info`. */
export interface ProcessFigures {
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
  readonly droppedLogs: number;
  stopping: boolean;
  jobs: number;
  listeners: number;
  readonly activePeers: number;
  readonly connectedPeers?: number;
  bytesOut: number;
  sessionRate: number;
  sessionRateMax: number;
  connectionRate: number;
  connectionRateMax: number;
  tlsRate: number;
  tlsRateMax: number;
  /** Sessions of clients that were looked for, and that were not found. */
  readonly tlsCache?: { readonly lookups: number; readonly misses: number };
  /** Streams since the start; where absent, requests stand for them. */
  readonly totalStreams?: number;
  /** Bytes sent in the last second. */
  readonly bytesOutRate?: number;
  /** Times that the limit of connections was met. */
  readonly maxconnReached?: number;
  /** Warnings that the configuration gave, and how long the start took. */
  readonly warnings?: number;
  readonly bootMs?: number;
}

/** A message that a parser refused (`show errors`). */
export interface CapturedError {
  readonly dateMs: number;
  readonly frontend: Proxy;
  readonly backend: Proxy | undefined;
  readonly server: Server | undefined;
  readonly source: string;
  readonly direction: 'request' | 'response';
  /** Bytes received, a latin1 carrier, and the offset of the fault. */
  readonly bytes: string;
  readonly offset: number;
  readonly eventId: number;
  readonly streamId: number;
}

/** Where log lines may go, as `show events` tells of it. */
export interface EventSink {
  readonly name: string;
  readonly type: 'fd' | 'buffer';
  readonly description: string;
  readonly dropped: number;
  /** What a buffer holds, from the oldest line to the newest. */
  events(): readonly string[];
  /** Calls `watcher` for every line from now on, until what it returns is called. */
  watch(watcher: (line: string) => void): () => void;
}

/** What was done, or why it cannot be. */
export type Done<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Why a server or a backend cannot be removed now. */
export type ServerBlocker = 'referenced' | 'in-service' | 'connected';
export type BackendBlocker = 'referenced' | 'published' | 'servers' | 'table' | 'frontend' | 'streams';

/** Servers and backends that come and go while the process runs. */
export interface Membership {
  /** Words of `server` lines that {@link addServer} takes, with their arguments. */
  serverWords(): readonly string[];
  /** `defaults` sections that backends can be made from. */
  readonly defaults: readonly string[];
  /** `preset`: settings that it starts from; `words`: its address and what stands behind it. */
  addServer(backend: Proxy, name: string, words: readonly string[], preset: Partial<ServerConfig>): Done<Server>;
  blockerOfServer(server: Server): ServerBlocker | undefined;
  removeServer(server: Server): void;
  renameServer(server: Server, name: string): void;
  addBackend(name: string, defaults: string, mode: string | undefined, guid: string | undefined): Done<Proxy>;
  blockerOfBackend(backend: Proxy): BackendBlocker | undefined;
  removeBackend(backend: Proxy): void;
}

export interface Runtime {
  readonly global: GlobalConfig;
  readonly proxies: readonly Proxy[];
  readonly process: ProcessFigures;
  readonly errors: readonly CapturedError[];
  /** What was said while the configuration was read. */
  startMessages?: readonly string[];
  /** Absent where nothing is logged. */
  eventSinks?: readonly EventSink[];
  /** Absent where no certificates can be changed. */
  readonly certificates?: CertificateAdmin;
  listeners(): Iterable<ListenerView>;
  streams(): Iterable<Stream>;
  /** Sets or clears forced maintenance / drain. */
  setAdminState(server: Server, state: 'ready' | 'drain' | 'maint'): void;
  /** Weight 0..256, absolute; the caller resolves per cents. */
  setWeight(server: Server, weight: number): void;
  /** `offset`: its port is that of the client plus this much from now on. */
  setAddress(server: Server, address: string, port: number | undefined, offset?: number): void;
  /** `set server ... ssl`: whether connections that start from now on use TLS. */
  setTls?(server: Server, isOn: boolean): void;
  /** Cookies that are made of addresses: switched on or off, or made with another key. */
  setDynamicCookie?(backend: Proxy, settings: { readonly isOn?: boolean; readonly key?: string }): void;
  setHealth(server: Server, health: 'up' | 'stopping' | 'down'): void;
  setCheckEnabled(server: Server, enabled: boolean): void;
  /** `enable agent`, `disable agent`; `set server ... agent`: what it is taken to have said. */
  setAgentEnabled(server: Server, enabled: boolean): void;
  setAgentHealth(server: Server, up: boolean): void;
  /** Where health checks go from now on; undefined leaves a part as it is. */
  setCheckTarget(server: Server, address: string | undefined, port: number | undefined): void;
  /** Variables of scope `proc`; absent where they are not reachable. */
  readonly processVars?: VarStore;
  /** Sets a variable of the process to the value of an expression or a log-format string; absent where nothing is compiled. */
  setVariable?(kind: 'expression' | 'format', name: string, text: string): Done<undefined>;
  /** Maps by name; absent where they are not reachable. */
  readonly maps?: MapStore;
  /** Stick tables by name; absent where they are not reachable. */
  readonly tables?: StickTables;
  /** Peers sections; absent where they are not reachable. */
  readonly peers?: readonly PeerGroupView[];
  /** Absent where nothing can be added or removed. */
  readonly membership?: Membership;
  /** `resolvers` sections; absent where names are not looked up. */
  readonly resolvers?: readonly ResolversView[];
  /** Lets a server follow another name. */
  setFqdn?(server: Server, fqdn: string): FollowOutcome;
  setMaxconn(target: Proxy | Server, maxconn: number): void;
  /** Most of something per second for the whole process; 0 = no limit. */
  setRateLimit?(what: 'connections' | 'sessions' | 'ssl-sessions', perSecond: number): void;
  /** A limit of the process was changed: those that wait may go on. */
  limitsChanged?(): void;
  setFrontendEnabled(proxy: Proxy, enabled: boolean): void;
  shutdownFrontend(proxy: Proxy): void;
  shutdownStream(stream: Stream): void;
  shutdownServerStreams(server: Server, why?: 'killed' | 'server-down' | 'backup-up'): void;
  clearCounters(all: boolean): void;
}
