/** Results of verifying a certificate: the library's names and numbers (X509_V_ERR_..., openssl x509_vfy.h), and what is let pass. */
import type { VerifyErrors } from '../../model/tls.js';
import type { HandshakeFailure } from './handshake-failure.js';

/** Names in the order of their numbers, from 1 on; the numbers are those of OpenSSL 3. */
const NAMES = `
  UNSPECIFIED UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE
  UNABLE_TO_DECRYPT_CRL_SIGNATURE UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE
  CERT_NOT_YET_VALID CERT_HAS_EXPIRED CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD
  ERROR_IN_CERT_NOT_AFTER_FIELD ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD OUT_OF_MEM
  DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY
  UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG CERT_REVOKED NO_ISSUER_PUBLIC_KEY PATH_LENGTH_EXCEEDED
  INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED SUBJECT_ISSUER_MISMATCH AKID_SKID_MISMATCH
  AKID_ISSUER_SERIAL_MISMATCH KEYUSAGE_NO_CERTSIGN UNABLE_TO_GET_CRL_ISSUER UNHANDLED_CRITICAL_EXTENSION
  KEYUSAGE_NO_CRL_SIGN UNHANDLED_CRITICAL_CRL_EXTENSION INVALID_NON_CA PROXY_PATH_LENGTH_EXCEEDED
  KEYUSAGE_NO_DIGITAL_SIGNATURE PROXY_CERTIFICATES_NOT_ALLOWED INVALID_EXTENSION INVALID_POLICY_EXTENSION
  NO_EXPLICIT_POLICY DIFFERENT_CRL_SCOPE UNSUPPORTED_EXTENSION_FEATURE UNNESTED_RESOURCE PERMITTED_VIOLATION
  EXCLUDED_VIOLATION SUBTREE_MINMAX APPLICATION_VERIFICATION UNSUPPORTED_CONSTRAINT_TYPE
  UNSUPPORTED_CONSTRAINT_SYNTAX UNSUPPORTED_NAME_SYNTAX CRL_PATH_VALIDATION_ERROR PATH_LOOP
  SUITE_B_INVALID_VERSION SUITE_B_INVALID_ALGORITHM SUITE_B_INVALID_CURVE SUITE_B_INVALID_SIGNATURE_ALGORITHM
  SUITE_B_LOS_NOT_ALLOWED SUITE_B_CANNOT_SIGN_P_384_WITH_P_256 HOSTNAME_MISMATCH EMAIL_MISMATCH
  IP_ADDRESS_MISMATCH DANE_NO_MATCH EE_KEY_TOO_SMALL CA_KEY_TOO_SMALL CA_MD_TOO_WEAK INVALID_CALL STORE_LOOKUP
  NO_VALID_SCTS PROXY_SUBJECT_NAME_VIOLATION OCSP_VERIFY_NEEDED OCSP_VERIFY_FAILED OCSP_CERT_UNKNOWN
  UNSUPPORTED_SIGNATURE_ALGORITHM SIGNATURE_ALGORITHM_MISMATCH SIGNATURE_ALGORITHM_INCONSISTENCY INVALID_CA
  PATHLEN_INVALID_FOR_NON_CA PATHLEN_WITHOUT_KU_KEY_CERT_SIGN KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA
  ISSUER_NAME_EMPTY SUBJECT_NAME_EMPTY MISSING_AUTHORITY_KEY_IDENTIFIER MISSING_SUBJECT_KEY_IDENTIFIER
  EMPTY_SUBJECT_ALT_NAME EMPTY_SUBJECT_SAN_NOT_CRITICAL CA_BCONS_NOT_CRITICAL AUTHORITY_KEY_IDENTIFIER_CRITICAL
  SUBJECT_KEY_IDENTIFIER_CRITICAL CA_CERT_MISSING_KEY_USAGE EXTENSIONS_REQUIRE_VERSION_3 EC_KEY_EXPLICIT_PARAMS
`
  .trim()
  .split(/\s+/);

/** The greatest number. */
export const VERIFY_ERROR_MAX = NAMES.length;

/** Number of a name, with or without its prefix; unknown names are 1, "unspecified". */
export function verifyResultNumber(name: string): number {
  return findNumber(name) ?? 1;
}

function findNumber(name: string): number | undefined {
  const at = NAMES.indexOf(name.replace(/^X509_V_ERR_/, ''));
  return at < 0 ? undefined : at + 1;
}

/** Which results are let pass: `all`, or numbers. */
export type IgnoredResults = 'all' | ReadonlySet<number>;

/** What `ca-ignore-err` (authorities) and `crt-ignore-err` (the certificate itself) say. */
export interface IgnoredErrors {
  readonly ca?: string | undefined;
  readonly crt?: string | undefined;
}

/** Reads one of both: `all`, or numbers and names with commas; the first word that is neither is given back. */
export function readIgnoredResults(text: string): { readonly results: IgnoredResults } | { readonly bad: string } {
  if (text === 'all') return { results: 'all' };
  const numbers = new Set<number>();
  for (const word of text.split(',')) {
    const number = /^\d{1,9}$/.test(word) ? Number(word) : findPrefixed(word);
    if (number === undefined || number < 1 || number > VERIFY_ERROR_MAX) return { bad: word };
    numbers.add(number);
  }
  return { results: numbers };
}

function findPrefixed(word: string): number | undefined {
  return word.startsWith('X509_V_ERR_') ? findNumber(word) : undefined;
}

/** An error and the certificate that has it: 0 is the peer's own, its issuers follow. */
export interface ChainError {
  readonly number: number;
  readonly depth: number;
}

/** How a verification ended. */
export interface Verdict {
  /** Result of the library: the last error, or 0. */
  readonly result: number;
  /** First error of the certificate, first one of its issuers; those that were passed, and the one that was not. */
  readonly errors: VerifyErrors;
  /** Why the handshake fails; undefined lets it pass. */
  readonly failure: HandshakeFailure | undefined;
}

const UNTRUSTED = 'SSL client certificate not trusted';
const BAD_CHAIN = 'SSL client CA chain cannot be verified';

/** Whether errors are passed, and what fetches tell of them. */
export class IgnoredErrorRules {
  readonly #ca: IgnoredResults;
  readonly #crt: IgnoredResults;

  constructor({ ca, crt }: IgnoredErrors) {
    this.#ca = resultsOf(ca);
    this.#crt = resultsOf(crt);
  }

  /** Judges all errors in the order in which the library found them; one that is not ignored ends it, as with HAProxy. */
  judge(found: readonly ChainError[]): Verdict {
    const errors = { own: 0, issuer: 0, issuerDepth: 0 };
    for (const { number, depth } of found) {
      if (depth > 0) {
        if (errors.issuer === 0) Object.assign(errors, { issuer: number, issuerDepth: depth });
        if (!has(this.#ca, number)) return { result: number, errors, failure: BAD_CHAIN };
      } else {
        if (errors.own === 0) errors.own = number;
        if (!has(this.#crt, number)) return { result: number, errors, failure: UNTRUSTED };
      }
    }
    return { result: found.at(-1)?.number ?? 0, errors, failure: undefined };
  }

  /**
   * Judges by the last error alone, where the others cannot be had. It may hide others: an expired certificate of a stranger
   * is "expired". So it passes only where nothing can hide behind it: everything is to pass, or it is one of 18 and 19, which
   * come first and are overwritten by whatever comes later, or 21, which is of chains of one certificate, whose every error
   * is to pass.
   */
  judgeLast(result: number): Verdict {
    const ofIssuer = OF_ISSUERS.has(result);
    const errors = ofIssuer ? { own: 0, issuer: result, issuerDepth: 1 } : { own: result, issuer: 0, issuerDepth: 0 };
    const failure = this.#passesLast(result) ? undefined : ofIssuer ? BAD_CHAIN : UNTRUSTED;
    return { result, errors, failure };
  }

  #passesLast(result: number): boolean {
    if (this.#ca === 'all' && this.#crt === 'all') return true;
    if (result === SELF_SIGNED) return has(this.#crt, result);
    if (result === SELF_SIGNED_IN_CHAIN) return has(this.#ca, result);
    return result === UNVERIFIABLE && this.#crt === 'all';
  }
}

const SELF_SIGNED = 18;
const SELF_SIGNED_IN_CHAIN = 19;
const UNVERIFIABLE = 21;

/** Results that only a certificate above the peer's own can have. */
const OF_ISSUERS: ReadonlySet<number> = new Set([2, 4, 6, SELF_SIGNED_IN_CHAIN, 24, 25, 32, 67, 79]);

const NOTHING: ReadonlySet<number> = new Set();

function resultsOf(text: string | undefined): IgnoredResults {
  const read = text === undefined ? undefined : readIgnoredResults(text);
  return read !== undefined && 'results' in read ? read.results : NOTHING;
}

function has(set: IgnoredResults, result: number): boolean {
  return set === 'all' || set.has(result);
}
