/** Typed `bind` lines (manual 5.1). */
import type { SocketAddress } from './address.js';

/** TLS of a listener; undefined fields take the global defaults. */
export interface BindTlsConfig {
  /** `ssl` was given; always true in the finished configuration. */
  enabled: boolean;
  /** `crt` paths: files or directories, in order. */
  certificates: string[];
  crtLists: string[];
  caFile: string | undefined;
  crlFile: string | undefined;
  verify: 'none' | 'optional' | 'required';
  alpn: readonly string[] | undefined;
  npn: readonly string[] | undefined;
  minVersion: string | undefined;
  maxVersion: string | undefined;
  /** `no-sslv3`, `no-tlsv1x`. */
  withoutVersions: readonly string[];
  ciphers: string | undefined;
  ciphersuites: string | undefined;
  curves: string | undefined;
  sigalgs: string | undefined;
  strictSni: boolean;
  noTickets: boolean;
  /** File of `tls-ticket-keys`. */
  ticketKeysFile: string | undefined;
  preferClientCiphers: boolean;
  /** Errors of client certificates that are passed over, as they stand: `ca-ignore-err`, `crt-ignore-err`. */
  ignoredErrors: { ca: string | undefined; crt: string | undefined };
  /** `generate-certificates`: for names that no certificate is for. */
  generates: boolean;
  /** `ca-sign-file` and `ca-sign-pass`: the authority that signs them. */
  signFile: string | undefined;
  signPassphrase: string | undefined;
}

export interface BindConfig {
  /** One entry per address of the comma separated list. */
  addresses: SocketAddress[];
  name: string | undefined;
  id: number | undefined;
  guidPrefix: string | undefined;
  tls: BindTlsConfig | undefined;
  acceptProxy: boolean;
  acceptNetscalerCip: number | undefined;
  backlog: number | undefined;
  maxconn: number | undefined;
  mode: number | undefined;
  user: string | undefined;
  group: string | undefined;
  uid: number | undefined;
  gid: number | undefined;
  v4v6: boolean;
  v6only: boolean;
  transparent: boolean;
  deferAccept: boolean;
  interface: string | undefined;
  namespace: string | undefined;
  mss: number | undefined;
  tcpUserTimeoutMs: number | undefined;
  tfo: boolean;
  nice: number;
  /** Runtime API: rights of who connects (`level`). */
  level: 'user' | 'operator' | 'admin';
  protocol: string | undefined;
  severityOutput: 'none' | 'number' | 'string';
  exposeFdListeners: boolean;
  file: string;
  line: number;
}

const NO_VERSIONS: readonly never[] = [];

/** TLS of a listener before any word was read. */
export function initialBindTls(): BindTlsConfig {
  return {
    enabled: false,
    certificates: [],
    crtLists: [],
    caFile: undefined,
    crlFile: undefined,
    verify: 'none',
    alpn: undefined,
    npn: undefined,
    minVersion: undefined,
    maxVersion: undefined,
    withoutVersions: NO_VERSIONS,
    ciphers: undefined,
    ciphersuites: undefined,
    curves: undefined,
    sigalgs: undefined,
    strictSni: false,
    noTickets: false,
    ticketKeysFile: undefined,
    preferClientCiphers: false,
    ignoredErrors: { ca: undefined, crt: undefined },
    generates: false,
    signFile: undefined,
    signPassphrase: undefined,
  };
}

/** A `bind` line before any word was read. */
export function initialBind(file: string, line: number): BindConfig {
  return {
    addresses: [],
    name: undefined,
    id: undefined,
    guidPrefix: undefined,
    tls: undefined,
    acceptProxy: false,
    acceptNetscalerCip: undefined,
    backlog: undefined,
    maxconn: undefined,
    mode: undefined,
    user: undefined,
    group: undefined,
    uid: undefined,
    gid: undefined,
    v4v6: false,
    v6only: false,
    transparent: false,
    deferAccept: false,
    interface: undefined,
    namespace: undefined,
    mss: undefined,
    tcpUserTimeoutMs: undefined,
    tfo: false,
    nice: 0,
    level: 'operator',
    protocol: undefined,
    severityOutput: 'none',
    exposeFdListeners: false,
    file,
    line,
  };
}
