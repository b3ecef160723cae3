/** Cipher lists as configurations write them, and what is known of a cipher by its name. */

/** OpenSSL's own order for TLS 1.3, which is HAProxy's default. */
const SUITES = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';

/**
 * One list for Node, which keeps both kinds in one: `ciphersuites` of TLS 1.3, then `ciphers` of older versions. The security
 * level stands in it too, unless the list names one itself.
 */
export function renderCiphers(ciphers: string | undefined, ciphersuites: string | undefined, level?: number): string {
  const list = `${ciphersuites ?? SUITES}:${ciphers ?? 'DEFAULT'}`;
  return level === undefined || levelIn(ciphers) !== undefined ? list : `${list}:@SECLEVEL=${level}`;
}

/** The security level that counts; undefined is that of the library. */
export function securityLevelOf(ciphers: string | undefined, level: number | undefined): number | undefined {
  return levelIn(ciphers) ?? level;
}

function levelIn(ciphers = ''): number | undefined {
  const last = [...ciphers.matchAll(/@SECLEVEL=(\d)/g)].at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
}

/** Bits of a cipher's key: all of them, and those that are secret. Names are OpenSSL's. */
export function cipherKeySizes(name: string): { readonly algorithm: number; readonly used: number } {
  if (/DES-CBC3|3DES/.test(name)) return { algorithm: 168, used: 112 };
  if (/256|CHACHA20/.test(name.replace(/_?SHA\d+$|-SHA\d+$/, ''))) return { algorithm: 256, used: 256 };
  if (/NULL/.test(name)) return { algorithm: 0, used: 0 };
  return { algorithm: 128, used: 128 };
}
