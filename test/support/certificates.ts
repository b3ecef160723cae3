/** Where the certificates of the tests are, and bundles of them. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { CertificateBundle } from '../../src/net/tls/certificate.js';
import { loadCertificate } from '../../src/net/tls/certificate-file.js';

/** The folder; tests are run from the root of the project. */
export const CERTIFICATES = path.resolve('fixtures/certificates');

/** Path of a file of the folder. */
export function certificateFile(name: string): string {
  return path.join(CERTIFICATES, name);
}

/** Text of a file of the folder. */
export function certificateText(name: string): string {
  return fs.readFileSync(certificateFile(name), 'latin1');
}

/** A certificate that must load. */
export function certificateBundle(name: string): CertificateBundle {
  const result = loadCertificate(certificateFile(name));
  assert.ok(result.ok, result.ok ? '' : result.problem.message);
  return result.bundle;
}

/** A certificate for www.example.com of either kind: its file, and certificate and key as PEM. */
export function certificate(kind: 'ecdsa' | 'rsa'): {
  readonly file: string;
  readonly cert: string;
  readonly key: string;
} {
  const name = kind === 'ecdsa' ? 'ec.pem' : 'rsa.pem';
  const bundle = certificateBundle(name);
  return { file: certificateFile(name), cert: bundle.certificatePem, key: bundle.keyPem };
}
