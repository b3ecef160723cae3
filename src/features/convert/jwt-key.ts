/** Public keys and certificates of JSON Web Tokens: read while the configuration is compiled, found by path later on. */
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { CompileSite, LiveNames } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';

/** What the files of one configuration hold. */
interface KeyStore {
  readonly publicKeys: Map<string, KeyObject>;
  readonly certificates: Map<string, CertificateKeys>;
}

export interface CertificateKeys {
  readonly publicKey: KeyObject;
  /** Present if the file holds one. */
  readonly privateKey: KeyObject | undefined;
}

const STORES = new WeakMap<LiveNames, KeyStore>();

/** The keys of a configuration. */
export function keyStoreOf(live: LiveNames): KeyStore {
  let store = STORES.get(live);
  if (store === undefined) {
    store = { publicKeys: new Map(), certificates: new Map() };
    STORES.set(live, store);
  }
  return store;
}

/** Loads a file with a public key (PKCS#1 or SPKI); false after a report. */
export function loadPublicKey(path: ArgText, site: CompileSite): boolean {
  const { publicKeys } = keyStoreOf(site.live);
  if (publicKeys.has(path.value)) return true;
  const pem = site.readFile(path);
  if (pem === undefined) return false;
  try {
    publicKeys.set(path.value, createPublicKey(pem));
    return true;
  } catch {
    site.report('arg/invalid', path.range, `'${path.value}' holds no public key`);
    return false;
  }
}

/** Loads a public key where the word names such a file; where the algorithm is a variable it may be a secret. */
export function findPublicKey(path: ArgText, site: CompileSite): void {
  const { publicKeys } = keyStoreOf(site.live);
  const pem = publicKeys.has(path.value) ? undefined : site.readFile({ value: `opt@${path.value}`, range: path.range });
  if (pem === undefined) return;
  try {
    publicKeys.set(path.value, createPublicKey(pem));
  } catch {
    // A secret that is the name of another file.
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[^-]*-----END (?:[A-Z]+ )?PRIVATE KEY-----/;

/** Keys of a PEM file; undefined if it holds no certificate. */
function parseCertificate(pem: string): CertificateKeys | undefined {
  const certificate = CERTIFICATE.exec(pem)?.[0];
  if (certificate === undefined) return undefined;
  const key = PRIVATE_KEY.exec(pem)?.[0];
  try {
    const { publicKey } = new X509Certificate(certificate);
    return { publicKey, privateKey: key === undefined ? undefined : createPrivateKey(key) };
  } catch {
    return undefined;
  }
}

/** Loads a file with a certificate if there is one; one that cannot be read stays unknown. */
export function loadCertificate(path: ArgText, site: CompileSite): void {
  const { certificates } = keyStoreOf(site.live);
  if (certificates.has(path.value)) return;
  const pem = site.readFile({ value: `opt@${path.value}`, range: path.range });
  const keys = pem === undefined ? undefined : parseCertificate(pem);
  if (keys) certificates.set(path.value, keys);
}
