/**
 * What sample fetches can read of a TLS connection (configuration.txt 7.3.4, `ssl_fc_*`, `ssl_c_*`, `ssl_f_*`, `ssl_bc_*`,
 * `ssl_s_*`). Every property may be computed when it is read. Bytes are latin1 carriers.
 */

/** One entry of a distinguished name, such as CN; entries without a short name have their dotted OID. */
export interface DnEntry {
  readonly name: string;
  /** The bytes of the value as they stand in the certificate. */
  readonly value: string;
}

/** A distinguished name: its entries from the root down, as they stand in the certificate. */
export type DistinguishedName = readonly DnEntry[];

/** A certificate of either side. */
export interface CertificateInfo {
  /** DER bytes. */
  readonly der: string;
  /** DER bytes of the certificate and of those that were sent with it. */
  readonly chainDer: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Subject of the root that the chain ends in; undefined if the chain was not verified or is not known. */
  readonly root: DistinguishedName | undefined;
  /** Serial number, bytes as encoded. */
  readonly serial: string;
  /** YYMMDDhhmmssZ; undefined for dates that do not fit this form. */
  readonly notBefore: string | undefined;
  readonly notAfter: string | undefined;
  /** SHA-1 of the DER, 20 bytes. */
  readonly sha1: string;
  /** 3 for all that are in use. */
  readonly version: number;
  /** Long name, such as `rsaEncryption`. */
  readonly keyAlgorithm: string;
  /** Name such as `RSA-SHA256`. */
  readonly signatureAlgorithm: string;
  /** Subject alternative names as one text; undefined if there are none. */
  readonly subjectAltName: string | undefined;
  /** OIDs of the certificate policies. */
  readonly policies: readonly string[];
}

/** What a client said first (RFC 8446 4.1.2): lists without their lengths, two bytes an entry, formats one. */
export interface ClientHelloInfo {
  readonly version: number;
  readonly ciphers: string;
  /** Types of the extensions in their order. */
  readonly extensions: string;
  readonly signatureAlgorithms: string | undefined;
  readonly supportedVersions: string | undefined;
  readonly groups: string | undefined;
  readonly pointFormats: string | undefined;
}

/** A TLS connection after its handshake. */
export interface TlsInfo {
  /** Name such as `TLSv1.3`. */
  readonly protocol: string;
  /** OpenSSL's name of the cipher. */
  readonly cipher: string;
  /** Bits of the cipher's key, and bits that are secret. */
  readonly algorithmKeySize: number;
  readonly usedKeySize: number;
  /** Name of the key exchange group; undefined where the library does not tell. */
  readonly curve: string | undefined;
  /** Hello of the client; only on its side. */
  readonly hello?: ClientHelloInfo | undefined;
  /** Host name that the client asked for, as sent. */
  readonly sni: string | undefined;
  readonly alpn: string | undefined;
  readonly resumed: boolean;
  /** Undefined if there is no session. */
  readonly sessionId: string | undefined;
  /** Master key of the session. */
  readonly sessionKey: string | undefined;
  /** The finished message that channel bindings use (`tls-unique`, RFC 5929). */
  readonly uniqueId: string | undefined;
  /** Our certificate, and under which name (file) it was loaded. */
  readonly own: CertificateInfo | undefined;
  readonly ownName: string | undefined;
  /** The certificate of the other side, also if it comes from a resumed session. */
  readonly peer: CertificateInfo | undefined;
  /** The other side sent its certificate on this connection. */
  readonly peerOnConnection: boolean;
  /** Number of the library's verify result (X509_V_...); 0 if all is well or nothing was verified. */
  readonly verifyResult: number;
  /** Errors of the certificates of the client that were passed over; undefined if there were none. */
  readonly verifyErrors?: VerifyErrors | undefined;
}

/** First error of the client's own certificate and first one of its issuers, numbers of the library; 0 = none. */
export interface VerifyErrors {
  readonly own: number;
  readonly issuer: number;
  /** How far above the client's certificate that issuer stands; 0 if there is no such error. */
  readonly issuerDepth: number;
}
