/** Typed settings of a proxy section: what `defaults` hand down and `frontend`, `backend`, `listen` may change. */

import type { SourceRange } from '../../diag/source-text.js';
import type { LogTarget } from '../log-target.js';
import type { SocketAddress } from './address.js';
import type { BindConfig } from './bind.js';
import type { HealthCheckConfig } from './health-check.js';
import { type EmailAlertConfig, initialEmailAlert } from './mailers.js';
import type { ServerConfig } from './server.js';
import type { UseSource } from './use-source.js';

/** `clitcpka-*`, `srvtcpka-*`: when connections are probed; undefined = what the system does. */
export interface TcpKeepAlive {
  count?: number;
  idleS?: number;
  intervalS?: number;
}

export type ProxyMode = 'http' | 'tcp' | 'health' | 'log' | 'spop' | 'haterm';

/** All in milliseconds; undefined = not set (no limit). */
export interface Timeouts {
  clientMs: number | undefined;
  serverMs: number | undefined;
  connectMs: number | undefined;
  checkMs: number | undefined;
  queueMs: number | undefined;
  tarpitMs: number | undefined;
  tunnelMs: number | undefined;
  clientFinMs: number | undefined;
  serverFinMs: number | undefined;
  httpKeepAliveMs: number | undefined;
  httpRequestMs: number | undefined;
  clientHsMs: number | undefined;
}

/** `cookie` (manual 4.2). */
export interface CookieConfig {
  name: string;
  mode: 'insert' | 'rewrite' | 'prefix' | 'passive';
  indirect: boolean;
  nocache: boolean;
  postonly: boolean;
  preserve: boolean;
  httponly: boolean;
  secure: boolean;
  dynamic: boolean;
  domains: readonly string[];
  maxIdleS: number;
  maxLifeS: number;
  attributes: readonly string[];
}

/** `balance`: name of a row of the catalog and its typed arguments. */
export interface BalanceConfig {
  readonly algorithm: string;
  readonly values: readonly unknown[];
}

/** `hash-type`. */
export interface HashConfig {
  readonly method: 'map-based' | 'consistent';
  readonly function: 'sdbm' | 'djb2' | 'wt6' | 'crc32' | 'none';
  readonly avalanche: boolean;
}

/** `hash-preserve-affinity`: which full servers a hash passes over. */
export type HashAffinity = 'always' | 'maxconn' | 'maxqueue';

/** One address or network of an `except` list. */
export interface Network {
  readonly family: 4 | 6;
  /** Text of the network address, and bits of its mask. */
  readonly address: string;
  readonly bits: number;
}

/** `option forwardfor`, `option originalto`. */
export interface ForwardForConfig {
  header: string;
  except: readonly Network[];
  ifNone: boolean;
}

/** What the connection says, or a sample expression. */
export type ForwardedPart = 'own' | { readonly value: string; readonly range: SourceRange };

/** `option forwarded`. */
export interface ForwardedConfig {
  proto: boolean;
  host: ForwardedPart | undefined;
  by: ForwardedPart | undefined;
  byPort: ForwardedPart | undefined;
  for: ForwardedPart | undefined;
  forPort: ForwardedPart | undefined;
}

/** The parts of an `http-error` answer. */
export interface ErrorReply {
  readonly status: number;
  /** undefined without a payload. */
  readonly contentType: string | undefined;
  /** `isFormat`: a log-format string that is evaluated per answer. */
  readonly body: { readonly text: string; readonly isFormat: boolean; readonly range: SourceRange } | undefined;
  /** Names and log-format strings. */
  readonly fields: readonly (readonly [
    name: string,
    format: { readonly value: string; readonly range: SourceRange },
  ])[];
}

/** `errorfile`, `errorloc`, `http-error`: what to answer instead of the built-in page. */
export interface ErrorMessage {
  readonly kind: 'file' | 'location' | 'reply';
  /** Raw bytes of an errorfile (head and body), or URL of a location. */
  readonly content: string;
  /** 302 or 303 for a location. */
  readonly redirectStatus: number;
  /** Only of `reply`. */
  readonly reply?: ErrorReply;
}

export type HttpConnectionMode = 'keep-alive' | 'server-close' | 'close';

/** What a proxy takes from its `defaults` and may change. */
export interface ProxySettings {
  mode: ProxyMode;
  timeouts: Timeouts;
  retries: number;
  retryOn: readonly string[];
  /** Number of redispatches: 0 = off; n > 0 every n-th retry; -1 = at the last retry. */
  redispatch: number;
  /** 0 = global default. */
  maxconn: number;
  fullconn: number;
  backlog: number | undefined;
  balance: BalanceConfig | undefined;
  hash: HashConfig | undefined;
  /** `hash-balance-factor`: most streams of a hashed server, in per cent of the average; 0 = no bound. */
  hashBalanceFactor: number;
  hashAffinity: HashAffinity;
  cookie: CookieConfig | undefined;
  connectionMode: HttpConnectionMode;
  reuse: 'never' | 'safe' | 'aggressive' | 'always';
  forwardFor: ForwardForConfig | undefined;
  originalTo: ForwardForConfig | undefined;
  /** `option forwarded`; undefined = off. */
  forwarded: ForwardedConfig | undefined;
  /** Boolean options by their name: `dontlognull`, `logasap`, `log-separate-errors`, `abortonclose`, `persist`, ... */
  options: Map<string, boolean>;
  /** `httplog`, `tcplog`, `httpslog` or none: the default format of the mode. */
  /** Whether a `log-format` of its own tells of the request line; undefined where `logFormatName` says it. */
  logsRequest: boolean | undefined;
  logFormatName: 'default' | 'http' | 'http-clf' | 'https' | 'tcp' | 'tcp-clf' | undefined;
  logTargets: LogTarget[];
  /** Whether `log global` stands in it. */
  logGlobal: boolean;
  logTag: string | undefined;
  check: HealthCheckConfig | undefined;
  /** By status. */
  errors: Map<number, ErrorMessage>;
  defaultBackend: string | undefined;
  uniqueIdHeader: string | undefined;
  monitorUri: string | undefined;
  emailAlert: EmailAlertConfig;
  /** `be-unpublished`: not chosen until an operator publishes it. */
  unpublished: boolean;
  loadServerState: 'none' | 'local' | 'global' | undefined;
  /** `server-state-file-name`; undefined: that of the backend. */
  serverStateFileName: string | undefined;
  rateLimitSessions: number;
  /** `tcp-request inspect-delay`, `tcp-response inspect-delay`; 0 = none. */
  requestInspectDelayMs: number;
  responseInspectDelayMs: number;
  captures: {
    cookie: { readonly name: string; readonly prefix: boolean; readonly length: number } | undefined;
    /** Slots by index; name undefined for declared ones. */
    request: { readonly name: string | undefined; readonly length: number }[];
    response: { readonly name: string | undefined; readonly length: number }[];
  };
  source: SocketAddress | undefined;
  usesrc: UseSource | undefined;
  sourceInterface: string | undefined;
  clientKeepAlive: TcpKeepAlive;
  serverKeepAlive: TcpKeepAlive;
  externalCheck: { command: string | undefined; path: string | undefined };
  stats: StatsConfig | undefined;
  maxKeepAliveQueue: number;
  /** Idle connections that stay with one client; -1 = no limit. */
  maxSessionServerConns: number;
  /** Key of the cookies of servers that have none of their own (`cookie ... dynamic`). */
  dynamicCookieKey: string | undefined;
  /** `persist rdp-cookie`: name of the cookie. */
  rdpCookie: string | undefined;
  /** `option http-restrict-req-hdr-names`. */
  restrictNames: 'preserve' | 'delete' | 'reject';
  httpSendNameHeader: string | undefined;
  compression: unknown;
  description: string | undefined;
  serverDefaults: Partial<ServerConfig>;
  /** `default-server name <name>`. */
  namedServerDefaults: Map<string, Partial<ServerConfig>>;
}

/** `stats` lines of a proxy. */
export interface StatsConfig {
  enabled: boolean;
  uri: string;
  realm: string;
  auth: { readonly user: string; readonly password: string }[];
  hideVersion: boolean;
  refreshS: number;
  scope: string[];
  showDescription: string | undefined;
  showLegends: boolean;
  showNode: string | undefined;
  showModules: boolean;
}

export type ProxyKind = 'frontend' | 'backend' | 'listen';

export interface ProxyConfig extends ProxySettings {
  kind: ProxyKind;
  name: string;
  id: number | undefined;
  disabled: boolean;
  binds: BindConfig[];
  servers: ServerConfig[];
  guid: string | undefined;
  file: string;
  line: number;
}

const NO_TIMEOUTS: Timeouts = {
  clientMs: undefined,
  serverMs: undefined,
  connectMs: undefined,
  checkMs: undefined,
  queueMs: undefined,
  tarpitMs: undefined,
  tunnelMs: undefined,
  clientFinMs: undefined,
  serverFinMs: undefined,
  httpKeepAliveMs: undefined,
  httpRequestMs: undefined,
  clientHsMs: undefined,
};

/** Settings of a proxy before anything was read. */
export function initialSettings(): ProxySettings {
  return {
    mode: 'tcp',
    timeouts: { ...NO_TIMEOUTS },
    retries: 3,
    retryOn: ['conn-failure'],
    redispatch: 0,
    maxconn: 0,
    fullconn: 0,
    backlog: undefined,
    balance: undefined,
    hash: undefined,
    hashBalanceFactor: 0,
    hashAffinity: 'always',
    cookie: undefined,
    connectionMode: 'keep-alive',
    reuse: 'safe',
    forwardFor: undefined,
    originalTo: undefined,
    forwarded: undefined,
    options: new Map(),
    logsRequest: undefined,
    logFormatName: 'default',
    logTargets: [],
    logGlobal: false,
    logTag: undefined,
    check: undefined,
    errors: new Map(),
    defaultBackend: undefined,
    uniqueIdHeader: undefined,
    monitorUri: undefined,
    emailAlert: initialEmailAlert(),
    unpublished: false,
    loadServerState: undefined,
    serverStateFileName: undefined,
    rateLimitSessions: 0,
    requestInspectDelayMs: 0,
    responseInspectDelayMs: 0,
    captures: { cookie: undefined, request: [], response: [] },
    source: undefined,
    usesrc: undefined,
    sourceInterface: undefined,
    clientKeepAlive: {},
    serverKeepAlive: {},
    externalCheck: { command: undefined, path: undefined },
    stats: undefined,
    maxKeepAliveQueue: -1,
    maxSessionServerConns: 5,
    dynamicCookieKey: undefined,
    rdpCookie: undefined,
    restrictNames: 'preserve',
    httpSendNameHeader: undefined,
    compression: undefined,
    description: undefined,
    serverDefaults: {},
    namedServerDefaults: new Map(),
  };
}
