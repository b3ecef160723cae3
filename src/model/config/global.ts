/** Typed `global` section (manual 3). */
import type { LogRing, LogTarget } from '../log-target.js';
import { type CountedStatuses, initialCountedStatuses } from '../status-set.js';
import type { BindConfig } from './bind.js';
import type { ResolversConfig } from './resolvers.js';

/** `unix-bind`: what unix sockets of `bind` lines start from. */
export interface UnixBindConfig {
  readonly prefix?: string;
  readonly mode?: number;
  readonly user?: string;
  readonly group?: string;
  readonly uid?: number;
  readonly gid?: number;
}

export interface GlobalConfig {
  daemon: boolean;
  quiet: boolean;
  user: string | undefined;
  group: string | undefined;
  uid: number | undefined;
  gid: number | undefined;
  chroot: string | undefined;
  /** `setcap`: capabilities that outlive a change of the user, by their numbers. */
  capabilities: readonly number[];
  pidfile: string | undefined;
  /** 0 = computed from the file limit. */
  maxconn: number;
  maxconnRate: number;
  maxSessionRate: number;
  maxSslConn: number;
  ulimitN: number;
  nbthread: number;
  node: string | undefined;
  description: string | undefined;
  hardStopAfterMs: number | undefined;
  grace: number | undefined;
  logTargets: LogTarget[];
  /** `ring` sections. */
  rings: LogRing[];
  /** `resolvers` sections. */
  resolvers: ResolversConfig[];
  /** `dns-accept-family`. */
  dnsFamilies: readonly ('ipv4' | 'ipv6' | 'auto')[];
  logTag: string | undefined;
  /** `log-send-hostname`: undefined = off, empty = the host's name. */
  logSendHostname: string | undefined;
  statsSockets: BindConfig[];
  unixBind: UnixBindConfig;
  statsTimeoutMs: number;
  statsMaxconn: number;
  caBase: string | undefined;
  crtBase: string | undefined;
  localPeer: string | undefined;
  serverStateFile: string | undefined;
  serverStateBase: string | undefined;
  spreadChecksPercent: number;
  /** `tune.*`: parsed numbers, strings or booleans, by their full name. */
  tune: Map<string, number | string | boolean>;
  /** `ssl-default-bind-*` and `ssl-default-server-*`, by their full name. */
  tlsDefaults: Map<string, string | readonly string[] | boolean>;
  /** Boolean words such as `zero-warning`, `insecure-fork-wanted`, by name. */
  flags: Map<string, boolean>;
  defaultPath: string | undefined;
  /** `bufsize - maxrewrite` limits heads; both from tune.*. */
  bufferSize: number;
  maxRewriteSize: number;
  maxHeaders: number;
  externalCheck: boolean;
  /** `h1-case-adjust`: spelling of header names for peers that want one, by the name in lower case. */
  caseAdjust: Map<string, string>;
  /** `http-err-codes`, `http-fail-codes`. */
  readonly countedStatuses: CountedStatuses;
  /** `ssl-load-extra-files`; undefined: all of them. */
  extraFiles: readonly ('bundle' | 'sctl' | 'ocsp' | 'issuer' | 'key')[] | undefined;
  /** `issuers-chain-path`: a folder. */
  issuersChainPath: string | undefined;
  /** `ssl-security-level`; undefined: that of the library. */
  securityLevel: number | undefined;
}

/** The process before anything was read. */
export function initialGlobal(): GlobalConfig {
  return {
    daemon: false,
    quiet: false,
    user: undefined,
    group: undefined,
    uid: undefined,
    gid: undefined,
    chroot: undefined,
    capabilities: [],
    pidfile: undefined,
    maxconn: 0,
    maxconnRate: 0,
    maxSessionRate: 0,
    maxSslConn: 0,
    ulimitN: 0,
    nbthread: 0,
    node: undefined,
    description: undefined,
    hardStopAfterMs: undefined,
    grace: undefined,
    logTargets: [],
    rings: [],
    resolvers: [],
    dnsFamilies: ['auto'],
    logTag: undefined,
    logSendHostname: undefined,
    statsSockets: [],
    unixBind: {},
    statsTimeoutMs: 10_000,
    statsMaxconn: 10,
    caBase: undefined,
    crtBase: undefined,
    localPeer: undefined,
    serverStateFile: undefined,
    serverStateBase: undefined,
    spreadChecksPercent: 0,
    tune: new Map(),
    tlsDefaults: new Map(),
    flags: new Map(),
    defaultPath: undefined,
    bufferSize: 16_384,
    maxRewriteSize: 1024,
    maxHeaders: 101,
    externalCheck: false,
    caseAdjust: new Map(),
    countedStatuses: initialCountedStatuses(),
    extraFiles: undefined,
    issuersChainPath: undefined,
    securityLevel: undefined,
  };
}
