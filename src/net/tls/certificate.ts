/**
 * A certificate with its key and chain, as `crt` loads it (configuration.txt 5.1 `crt`): the first certificate of the file
 * is the one that is shown, the others are its chain, and the key may stand anywhere. Nothing throws.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { certificateNames } from './certificate-name.js';
import type { PemBlock, PemParts } from './pem.js';
import { isCertificateLabel, isEncryptedKey, isPrivateKeyLabel, renderPem, splitPem } from './pem.js';

/** Kinds of key between which a client's abilities decide. */
export type KeyKind = 'ecdsa' | 'rsa' | 'dsa';

export interface CertificateBundle {
  /** File, or the name under which it was given: `ssl_fc_crtname`. */
  readonly name: string;
  readonly certificate: X509Certificate;
  readonly keyKind: KeyKind;
  /** PEM of the certificate and its chain, and of the key. */
  readonly certificatePem: string;
  readonly keyPem: string;
  /** PEM of the chain certificates without the first. */
  readonly chain: readonly X509Certificate[];
  /** PEM of Diffie-Hellman parameters. */
  readonly dhParameters: string | undefined;
  /** Host names in lower case, wildcards as `*.example.org`; common name first. */
  readonly names: readonly string[];
  /** DER of the stapled OCSP response. */
  readonly ocspResponse: Buffer | undefined;
  readonly issuer: X509Certificate | undefined;
  /** List of signed certificate timestamps. Node cannot send it. */
  readonly timestamps: Buffer | undefined;
}

/** What is wrong with a certificate file. */
export type CertificateProblemCode =
  | 'missing'
  | 'unreadable'
  | 'no-certificate'
  | 'bad-certificate'
  | 'no-key'
  | 'bad-key'
  | 'encrypted-key'
  | 'wrong-key'
  | 'bad-issuer';

export interface CertificateProblem {
  readonly code: CertificateProblemCode;
  /** The file to blame. */
  readonly file: string;
  /** Sentence for a diagnostic, without a full stop at the end. */
  readonly message: string;
}

/** A bundle, or what is wrong. */
export type CertificateResult =
  | { readonly ok: true; readonly bundle: CertificateBundle }
  | { readonly ok: false; readonly problem: CertificateProblem };

/** Texts of the files that may stand beside a PEM file. */
export interface CertificateExtras {
  /** `replaces`: it was named explicitly, so that a key in the certificate file does not count (12.7.1). */
  readonly key?: { readonly file: string; readonly text: string; readonly replaces?: boolean };
  readonly issuer?: { readonly file: string; readonly text: string };
  readonly ocsp?: Buffer;
  readonly timestamps?: Buffer;
  /** For a key that is encrypted. */
  readonly passphrase?: string | undefined;
}

/** Makes a bundle of PEM text (latin1 carrier). `name` is the file that messages speak of. */
export function parseCertificate(text: string, name: string, extras: CertificateExtras = {}): CertificateResult {
  const parts = splitPem(text);
  const certificates = readCertificates(parts);
  if (certificates === undefined) {
    return problem('bad-certificate', name, `unable to load certificate from file '${name}'`);
  }
  const [certificate, ...chain] = certificates;
  if (!certificate) return problem('no-certificate', name, `unable to load certificate from file '${name}'`);
  const key = readKey(parts, name, extras);
  if ('code' in key) return { ok: false, problem: key };
  const keyKind = kindOf(key.key);
  if (keyKind === undefined || !certificate.checkPrivateKey(key.key)) {
    return problem('wrong-key', name, `inconsistencies between private key and certificate loaded '${name}'`);
  }
  const issuer = readIssuer(extras, certificate, chain);
  if (issuer !== undefined && 'code' in issuer) return { ok: false, problem: issuer };
  const bundle: CertificateBundle = {
    name,
    certificate,
    keyKind,
    certificatePem: certificates.map((each) => each.toString()).join(''),
    keyPem: key.key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    chain,
    dhParameters: readDhParameters(parts),
    names: certificateNames(certificate),
    ocspResponse: extras.ocsp,
    issuer,
    timestamps: extras.timestamps,
  };
  return { ok: true, bundle };
}

/** The same with another chain. */
export function withChain(bundle: CertificateBundle, chain: readonly X509Certificate[]): CertificateBundle {
  const certificatePem = [bundle.certificate, ...chain].map((each) => each.toString()).join('');
  return { ...bundle, chain, certificatePem };
}

/** The certificates of a file; undefined if one cannot be read. */
export function readCertificates({ blocks, unreadable }: PemParts): X509Certificate[] | undefined {
  if (unreadable.some(({ label }) => isCertificateLabel(label))) return undefined;
  try {
    return blocks.filter(({ label }) => isCertificateLabel(label)).map(({ der }) => new X509Certificate(der));
  } catch {
    return undefined;
  }
}

function readKey(
  parts: PemParts,
  name: string,
  { key: beside, passphrase }: CertificateExtras,
): { readonly key: KeyObject } | CertificateProblem {
  const inside = beside?.replaces === true ? undefined : findKey(parts, name);
  const found = inside ?? (beside && findKey(splitPem(beside.text), beside.file));
  if (found === undefined) return keyProblem('no-key', beside?.file ?? `${name}.key`);
  if ('code' in found) return found;
  if (isEncryptedKey(found) && passphrase === undefined)
    return keyProblem('encrypted-key', found.file, 'the key needs a passphrase');
  try {
    return { key: createPrivateKey({ key: renderPem(found), ...(passphrase === undefined ? {} : { passphrase }) }) };
  } catch (error) {
    return keyProblem('bad-key', found.file, error instanceof Error ? error.message : String(error));
  }
}

/** The first key of a file, readable or not. */
function findKey(
  { blocks, unreadable }: PemParts,
  file: string,
): (PemBlock & { readonly file: string }) | CertificateProblem | undefined {
  const block = blocks.find(({ label }) => isPrivateKeyLabel(label));
  if (block) return { ...block, file };
  const damaged = unreadable.find(({ label }) => isPrivateKeyLabel(label));
  return damaged && keyProblem('bad-key', file, `the private key in line ${damaged.line} is damaged or cut off`);
}

/** Damaged parameters are as good as none, as with HAProxy: they are not necessary. */
function readDhParameters({ blocks }: PemParts): string | undefined {
  const block = blocks.find(({ label }) => label.endsWith('DH PARAMETERS'));
  return block && renderPem(block);
}

function readIssuer(
  extras: CertificateExtras,
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
): X509Certificate | CertificateProblem | undefined {
  const fromChain = chain.find((each) => certificate.checkIssued(each));
  if (fromChain || !extras.issuer) return fromChain;
  const [issuer] = readCertificates(splitPem(extras.issuer.text)) ?? [];
  const { file } = extras.issuer;
  return issuer ?? { code: 'bad-issuer', file, message: `unable to load issuer from file '${file}'` };
}

function kindOf(key: KeyObject): KeyKind | undefined {
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return 'rsa';
    case 'dsa':
      return 'dsa';
    case 'ec':
    case 'ed25519':
    case 'ed448':
      return 'ecdsa';
    default:
      return undefined;
  }
}

function keyProblem(code: CertificateProblemCode, file: string, why?: string): CertificateProblem {
  return { code, file, message: `No Private Key found in '${file}'${why === undefined ? '' : ` (${why})`}` };
}

function problem(code: CertificateProblemCode, file: string, message: string): CertificateResult {
  return { ok: false, problem: { code, file, message } };
}
