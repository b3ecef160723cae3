/** Results of verifying a certificate: the library's names and numbers (X509_V_ERR_..., openssl x509_vfy.h). */

const NUMBERS: Readonly<Record<string, number>> = {
  UNSPECIFIED: 1,
  UNABLE_TO_GET_ISSUER_CERT: 2,
  UNABLE_TO_GET_CRL: 3,
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 4,
  UNABLE_TO_DECRYPT_CRL_SIGNATURE: 5,
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 6,
  CERT_SIGNATURE_FAILURE: 7,
  CRL_SIGNATURE_FAILURE: 8,
  CERT_NOT_YET_VALID: 9,
  CERT_HAS_EXPIRED: 10,
  CRL_NOT_YET_VALID: 11,
  CRL_HAS_EXPIRED: 12,
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 13,
  ERROR_IN_CERT_NOT_AFTER_FIELD: 14,
  ERROR_IN_CRL_LAST_UPDATE_FIELD: 15,
  ERROR_IN_CRL_NEXT_UPDATE_FIELD: 16,
  OUT_OF_MEM: 17,
  DEPTH_ZERO_SELF_SIGNED_CERT: 18,
  SELF_SIGNED_CERT_IN_CHAIN: 19,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 20,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 21,
  CERT_CHAIN_TOO_LONG: 22,
  CERT_REVOKED: 23,
  INVALID_CA: 24,
  PATH_LENGTH_EXCEEDED: 25,
  INVALID_PURPOSE: 26,
  CERT_UNTRUSTED: 27,
  CERT_REJECTED: 28,
  HOSTNAME_MISMATCH: 62,
};

/** Number of a name, with or without its prefix; unknown names are 1, "unspecified". */
export function verifyResultNumber(name: string): number {
  return NUMBERS[name.replace(/^X509_V_ERR_/, '')] ?? 1;
}

/** Which results are let pass: `all`, or numbers. */
export type IgnoredResults = 'all' | ReadonlySet<number>;

/** What `ca-ignore-err` (authorities) and `crt-ignore-err` (the certificate itself) say. */
export interface IgnoredErrors {
  readonly ca?: string | undefined;
  readonly crt?: string | undefined;
}

/** Reads one of both: `all`, or numbers and names with commas; undefined if one is unknown. */
export function parseIgnoredResults(text: string): IgnoredResults | undefined {
  if (text === 'all') return 'all';
  const numbers = new Set<number>();
  for (const word of text.split(',')) {
    const number = /^\d+$/.test(word) ? Number(word) : NUMBERS[word.replace(/^X509_V_ERR_/, '')];
    if (number === undefined) return undefined;
    numbers.add(number);
  }
  return numbers;
}

const SELF_SIGNED = 18;
const SELF_SIGNED_IN_CHAIN = 19;
const UNVERIFIABLE = 21;

/**
 * Whether a result is let pass. Node tells only the last error of a chain, and an error may hide others: an expired
 * certificate of a stranger is "expired". So an error passes only where nothing can hide behind it: everything is to pass,
 * or it is one of 18 and 19, which come first and are overwritten by whatever comes later, or 21, which is of chains of one
 * certificate, whose every error is to pass.
 */
export function compileIgnored({ ca, crt }: IgnoredErrors): (result: number) => boolean {
  const ofAuthorities = ca === undefined ? undefined : parseIgnoredResults(ca);
  const ofCertificate = crt === undefined ? undefined : parseIgnoredResults(crt);
  const has = (set: IgnoredResults | undefined, result: number) => set === 'all' || set?.has(result) === true;
  return (result) => {
    if (ofAuthorities === 'all' && ofCertificate === 'all') return true;
    if (result === SELF_SIGNED) return has(ofCertificate, result);
    if (result === SELF_SIGNED_IN_CHAIN) return has(ofAuthorities, result);
    return result === UNVERIFIABLE && ofCertificate === 'all';
  };
}
