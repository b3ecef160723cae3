/** Typed `bind` lines (manual 5.1). */
import type { SocketAddress } from './address.js';

/** TLS of a listener; undefined fields take the global defaults. */
export interface BindTlsConfig {
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
  ciphers: string | undefined;
  ciphersuites: string | undefined;
  curves: string | undefined;
  strictSni: boolean;
  noTickets: boolean;
  preferClientCiphers: boolean;
}

export interface BindConfig {
  /** One entry per address of the comma separated list. */
  addresses: SocketAddress[];
  name: string | undefined;
  id: number | undefined;
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
