/**
 * A certificate with its key and chain, as `crt` loads it (configuration.txt 5.1 `crt`): the first certificate of the file
 * is the one that is shown, the others are its chain, and the key may stand anywhere. Nothing throws.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { certificateNames } from './certificate-name.js';
import type { PemBlock } from './pem.js';
import { isCertificate, isEncryptedKey, isPrivateKey, splitPem } from './pem.js';

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
  readonly key?: { readonly file: string; readonly text: string };
  readonly issuer?: { readonly file: string; readonly text: string };
  readonly ocsp?: Buffer;
  readonly timestamps?: Buffer;
}

/** Makes a bundle of PEM text (latin1 carrier). `name` is the file that messages speak of. */
export function parseCertificate(text: string, name: string, extras: CertificateExtras = {}): CertificateResult {
  const { blocks, unfinished } = splitPem(text);
  const certificates = readCertificates(blocks);
  if (certificates === undefined || unfinished?.includes('CERTIFICATE')) {
    return problem('bad-certificate', name, `unable to load certificate from file '${name}'`);
  }
  const [certificate, ...chain] = certificates;
  if (!certificate) return problem('no-certificate', name, `unable to load certificate from file '${name}'`);
  const key = readKey(blocks, name, extras, unfinished);
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
    dhParameters: blocks.find((block) => block.label.endsWith('DH PARAMETERS'))?.text,
    names: certificateNames(certificate),
    ocspResponse: extras.ocsp,
    issuer,
    timestamps: extras.timestamps,
  };
  return { ok: true, bundle };
}

/** The certificates among the blocks; undefined if one cannot be read. */
export function readCertificates(blocks: readonly PemBlock[]): X509Certificate[] | undefined {
  try {
    return blocks.filter(isCertificate).map((block) => new X509Certificate(block.text));
  } catch {
    return undefined;
  }
}

function readKey(
  blocks: readonly PemBlock[],
  name: string,
  extras: CertificateExtras,
  unfinished: string | undefined,
): { readonly key: KeyObject } | CertificateProblem {
  const inside = blocks.find(isPrivateKey);
  const block = inside ?? (extras.key && splitPem(extras.key.text).blocks.find(isPrivateKey));
  const file = inside || !extras.key ? name : extras.key.file;
  if (block === undefined) {
    if (unfinished?.endsWith('PRIVATE KEY')) return keyProblem('bad-key', name, 'the private key is cut off');
    return keyProblem('no-key', extras.key?.file ?? `${name}.key`);
  }
  if (isEncryptedKey(block)) return keyProblem('encrypted-key', file, 'the key needs a passphrase');
  try {
    return { key: createPrivateKey(block.text) };
  } catch (error) {
    return keyProblem('bad-key', file, error instanceof Error ? error.message : String(error));
  }
}

function readIssuer(
  extras: CertificateExtras,
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
): X509Certificate | CertificateProblem | undefined {
  const fromChain = chain.find((each) => certificate.checkIssued(each));
  if (fromChain || !extras.issuer) return fromChain;
  const [issuer] = readCertificates(splitPem(extras.issuer.text).blocks) ?? [];
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
