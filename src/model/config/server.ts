/** Typed `server` lines (manual 5.2). */
import type { SourceRange } from '../../diag/source-text.js';
import type { LogProto } from '../log-target.js';
import type { SocketAddress } from './address.js';
import type { Network } from './proxy.js';
import type { UseSource } from './use-source.js';

/** `resolve-opts`. */
export type ResolveOption = 'allow-dup-ip' | 'ignore-weight' | 'prevent-dup-ip';

/** Health-check parameters of a server (`check` and what goes with it). */
export interface CheckConfig {
  enabled: boolean;
  interMs: number;
  fastinterMs: number | undefined;
  downinterMs: number | undefined;
  rise: number;
  fall: number;
  address: string | undefined;
  /** `port`. */
  port: number | undefined;
  /** Port behind the address of `addr`; `port` stands above it. */
  addressPort: number | undefined;
  tls: boolean | undefined;
  sni: string | undefined;
  alpn: readonly string[] | undefined;
  sendProxy: boolean;
  /** `check-via-socks4`. */
  viaSocks4: boolean;
  /** `check-sni-auto`: the name in the TLS hello is that of the request. */
  sniAuto: boolean;
  /** `check-proto`. */
  protocol: string | undefined;
  /** Name of a `healthcheck` section that says how to check. */
  section: string | undefined;
}

/** Where checks go by their own words; undefined: to the port of the server. */
export function checkPortOf(check: CheckConfig | undefined): number | undefined {
  return check?.port ?? check?.addressPort;
}

/** Agent of a server (`agent-check` and what goes with it). */
export interface AgentConfig {
  interMs: number;
  address: string | undefined;
  port: number | undefined;
  send: string | undefined;
}

/** TLS towards a server. */
export interface ServerTlsConfig {
  /** `ssl` was given; always true in the finished configuration. */
  enabled: boolean;
  /** `no-ssl` came last. */
  refused: boolean;
  /** `default-server` said `ssl`: after `no-ssl` the runtime API may switch it on. */
  switchable: boolean;
  verify: 'none' | 'required';
  caFile: string | undefined;
  crlFile: string | undefined;
  certificate: string | undefined;
  /** Sample expression of `sni`, as written. */
  sni: string | undefined;
  /** `sni-auto`: without an expression the name is that of the Host header, in mode http. */
  sniAuto: boolean;
  verifyHost: string | undefined;
  alpn: readonly string[] | undefined;
  minVersion: string | undefined;
  maxVersion: string | undefined;
  /** `no-sslv3`, `no-tlsv1x`. */
  withoutVersions: readonly string[];
  ciphers: string | undefined;
  ciphersuites: string | undefined;
  curves: string | undefined;
  sigalgs: string | undefined;
  /** `no-tls-tickets`. */
  noTickets: boolean;
  reuse: boolean;
}

/** `hash-key`: what the places of a server on the ring of a consistent hash are computed from. */
export type HashKey = 'id' | 'id32' | 'addr' | 'addr-port' | 'guid';

export interface ServerConfig {
  name: string;
  address: SocketAddress;
  id: number | undefined;
  weight: number;
  backup: boolean;
  disabled: boolean;
  cookie: string | undefined;
  /** 0 = no limit. */
  maxconn: number;
  minconn: number;
  maxqueue: number;
  check: CheckConfig | undefined;
  agentCheck: boolean;
  agent: AgentConfig | undefined;
  /** TLS of checks of a server that is spoken to in clear text. */
  checkTls: ServerTlsConfig | undefined;
  initState: 'none' | 'up' | 'down' | 'fully-up' | 'fully-down';
  tls: ServerTlsConfig | undefined;
  /** TLS of a server that starts in clear text, for `set server ... ssl on`. */
  switchableTls: ServerTlsConfig | undefined;
  /** `no-ssl` was said. */
  refusesTls: boolean;
  sendProxy: 'v1' | 'v2' | 'v2-ssl' | 'v2-ssl-cn' | undefined;
  /** `proxy-v2-options`. */
  proxyOptions: readonly string[];
  /** `set-proxy-v2-tlv-fmt`: type and log-format string. */
  proxyTlvs: readonly {
    readonly type: number;
    readonly format: { readonly value: string; readonly range: SourceRange };
  }[];
  slowstartMs: number;
  hashKey: HashKey;
  guid: string | undefined;
  track: string | undefined;
  observe: 'none' | 'layer4' | 'layer7';
  onError: 'fastinter' | 'fail-check' | 'sudden-death' | 'mark-down';
  errorLimit: number;
  onMarkedDown: 'none' | 'shutdown-sessions';
  onMarkedUp: 'none' | 'shutdown-backup-sessions';
  redirectPrefix: string | undefined;
  source: SocketAddress | undefined;
  usesrc: UseSource | undefined;
  sourceInterface: string | undefined;
  tcpUserTimeoutMs: number | undefined;
  /** `cc`. */
  congestionControl: string | undefined;
  /** SOCKS proxy in front of the server. */
  socks4: { readonly host: string; readonly port: number } | undefined;
  /** `strict-maxconn`: idle connections count towards `maxconn`. */
  strictMaxconn: boolean;
  poolMaxConn: number;
  poolLowConn: number;
  /** Sample expression of `pool-conn-name`, as written. */
  poolName: string | undefined;
  poolPurgeDelayMs: number;
  maxReuse: number;
  nonStick: boolean;
  protocol: string | undefined;
  /** `udp@`: lines go out as datagrams. */
  datagram: boolean;
  /** `log-proto`: how lines are told apart on a stream. */
  logProto: LogProto;
  /** `log-bufsize`: lines that wait for a stream; undefined: as many as for other targets. */
  logBufferBytes: number | undefined;
  initAddr: readonly string[] | undefined;
  resolvers: string | undefined;
  /** Family, networks and options of addresses that resolvers find. */
  resolvePrefer: 'ipv4' | 'ipv6';
  resolveNetworks: readonly Network[];
  resolveOptions: ReadonlySet<ResolveOption>;
  tfo: boolean;
  namespace: string | undefined;
  /** Which part of the keys a peer gets; 0 = all. */
  shard: number;
  /** Position in the files, for messages of the running process. */
  file: string;
  line: number;
}

/** Health checks of a server before any word was read: every 2 seconds, up after 2, down after 3. */
export function initialCheck(): CheckConfig {
  return {
    enabled: false,
    interMs: 2000,
    fastinterMs: undefined,
    downinterMs: undefined,
    rise: 2,
    fall: 3,
    address: undefined,
    port: undefined,
    addressPort: undefined,
    tls: undefined,
    sni: undefined,
    alpn: undefined,
    sendProxy: false,
    viaSocks4: false,
    sniAuto: true,
    protocol: undefined,
    section: undefined,
  };
}

/** An agent before any word was read: asked every 2 seconds. */
export function initialAgent(): AgentConfig {
  return { interMs: 2000, address: undefined, port: undefined, send: undefined };
}

const NO_VERSIONS: readonly never[] = [];

/** TLS towards a server before any word was read. */
export function initialServerTls(): ServerTlsConfig {
  return {
    enabled: false,
    refused: false,
    switchable: false,
    verify: 'required',
    caFile: undefined,
    crlFile: undefined,
    certificate: undefined,
    sni: undefined,
    sniAuto: true,
    verifyHost: undefined,
    alpn: undefined,
    minVersion: undefined,
    maxVersion: undefined,
    withoutVersions: NO_VERSIONS,
    ciphers: undefined,
    ciphersuites: undefined,
    curves: undefined,
    sigalgs: undefined,
    noTickets: false,
    reuse: true,
  };
}

/** Shared by all servers: words put lists of their own in their place. */
const NONE: readonly never[] = [];
const NO_OPTIONS: ReadonlySet<never> = new Set();

/** A `server` line before any word was read. */
export function initialServer(name: string, address: SocketAddress, file: string, line: number): ServerConfig {
  return {
    name,
    address,
    id: undefined,
    weight: 1,
    backup: false,
    disabled: false,
    cookie: undefined,
    maxconn: 0,
    minconn: 0,
    maxqueue: 0,
    check: undefined,
    agentCheck: false,
    agent: undefined,
    checkTls: undefined,
    switchableTls: undefined,
    refusesTls: false,
    initState: 'none',
    tls: undefined,
    sendProxy: undefined,
    proxyOptions: NONE,
    proxyTlvs: NONE,
    slowstartMs: 0,
    hashKey: 'id',
    guid: undefined,
    track: undefined,
    observe: 'none',
    onError: 'fail-check',
    errorLimit: 10,
    onMarkedDown: 'none',
    onMarkedUp: 'none',
    redirectPrefix: undefined,
    source: undefined,
    usesrc: undefined,
    sourceInterface: undefined,
    tcpUserTimeoutMs: undefined,
    congestionControl: undefined,
    socks4: undefined,
    strictMaxconn: false,
    poolMaxConn: -1,
    poolLowConn: 0,
    poolName: undefined,
    poolPurgeDelayMs: 5000,
    maxReuse: -1,
    nonStick: false,
    protocol: undefined,
    datagram: false,
    logProto: 'legacy',
    logBufferBytes: undefined,
    initAddr: undefined,
    resolvers: undefined,
    resolvePrefer: 'ipv6',
    resolveNetworks: NONE,
    resolveOptions: NO_OPTIONS,
    tfo: false,
    namespace: undefined,
    shard: 0,
    file,
    line,
  };
}

/** Ways to find the first address of a server with a name, in their order (manual 5.2 `init-addr`). */
export function startMethods({ initAddr, resolvers }: ServerConfig): readonly string[] {
  if (initAddr !== undefined) return initAddr;
  return resolvers === undefined ? ['last', 'libc'] : ['last', 'libc', 'none'];
}
