import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import { renderCiphers } from './cipher.js';

/** What is set for both sides of TLS: listeners and servers. Undefined takes the default of HAProxy. */
export interface TlsSettings {
  readonly caFile?: string | undefined;
  readonly crlFile?: string | undefined;
  readonly alpn?: readonly string[] | undefined;
  readonly minVersion?: string | undefined;
  readonly maxVersion?: string | undefined;
  /** `no-tlsv10` and its relatives. */
  readonly withoutVersions?: readonly string[] | undefined;
  readonly ciphers?: string | undefined;
  readonly ciphersuites?: string | undefined;
  /** `curves`, or the name of `ecdhe`. */
  readonly curves?: string | undefined;
  readonly sigalgs?: string | undefined;
  readonly noTickets?: boolean;
  /** `ssl-security-level`; undefined takes that of the library. */
  readonly securityLevel?: number | undefined;
}

/** Options of contexts that follow from them, besides versions and what is trusted. */
export function sharedOptions(settings: TlsSettings): SecureContextOptions {
  return {
    ciphers: renderCiphers(settings.ciphers, settings.ciphersuites, settings.securityLevel),
    ecdhCurve: settings.curves ?? 'auto',
    secureOptions: settings.noTickets ? constants.SSL_OP_NO_TICKET : 0,
    ...(settings.sigalgs === undefined ? {} : { sigalgs: settings.sigalgs }),
  };
}
