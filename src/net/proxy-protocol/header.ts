/** What a PROXY protocol header says (proxy-protocol.txt, versions 1 and 2). Strings are latin1 carriers. */

/** One Type-Length-Value of version 2. */
export interface ProxyTlv {
  readonly type: number;
  readonly value: string;
}

/** Registered types (2.2). */
export const TLV = {
  alpn: 0x01,
  authority: 0x02,
  crc32c: 0x03,
  noop: 0x04,
  uniqueId: 0x05,
  ssl: 0x20,
  sslVersion: 0x21,
  sslCommonName: 0x22,
  sslCipher: 0x23,
  sslSignatureAlgorithm: 0x24,
  sslKeyAlgorithm: 0x25,
  sslGroup: 0x26,
  sslSignatureScheme: 0x27,
  sslClientCertificate: 0x28,
  netns: 0x30,
} as const;

/** Bits of the first byte of the ssl TLV (2.2.6). */
export const SSL_CLIENT = { ssl: 0x01, certificateOnConnection: 0x02, certificateInSession: 0x04 } as const;

/** `none`: LOCAL, UNKNOWN and UNSPEC, where the addresses of the connection itself count. */
export type ProxyFamily = 'none' | 'ipv4' | 'ipv6' | 'unix';

export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `local`: the sender speaks for itself, for example in a health check. */
  readonly command: 'proxy' | 'local';
  readonly family: ProxyFamily;
  /** `dgram` is UDP or unix datagrams. */
  readonly transport: 'stream' | 'dgram' | 'unspec';
  /** Numeric address or path; empty where the family is `none`. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly tlvs: readonly ProxyTlv[];
}

/** Why a connection is dropped.  */
export type ProxyFault =
  | 'not-proxy'
  | 'bad-line'
  | 'bad-protocol'
  | 'bad-version'
  | 'bad-address'
  | 'bad-tlv'
  | 'bad-checksum';

export type ProxyParse =
  | { readonly kind: 'more' }
  | { readonly kind: 'fault'; readonly fault: ProxyFault }
  | { readonly kind: 'header'; readonly header: ProxyHeader; readonly size: number };
