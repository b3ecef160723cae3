/** Settings of TLS that cannot work; the texts follow what HAProxy says, without the place it names. */

export type TlsProblemCode =
  | 'ciphers'
  | 'ciphersuites'
  | 'curves'
  | 'sigalgs'
  | 'versions'
  | 'ca-file'
  | 'crl-file'
  | 'no-ca'
  | 'ticket-keys'
  | 'dh-parameters'
  | 'certificate';

export interface TlsProblem {
  readonly code: TlsProblemCode;
  /** Sentence for a diagnostic, without a full stop at the end. */
  readonly message: string;
}

/** A value, or everything that is wrong. */
export type TlsResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly TlsProblem[] };
