/** Authorities and revocation lists that certificates are verified against (`ca-file`, `ca-verify-file`, `crl-file`). */
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { readCertificates } from './certificate.js';
import { isCertificate, splitPem } from './pem.js';
import type { TlsProblemCode, TlsResult } from './problem.js';

export interface Trust {
  /** PEM of each authority. */
  readonly authorities: readonly string[];
  /** PEM of each revocation list. */
  readonly revocations: readonly string[];
}

const SYSTEM_FILES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];
const SUFFIX = /\.(?:pem|crt|cer|crl)$/;

/** Loads a file, a folder, or `@system-ca`. */
export function loadTrust(name: string, code: TlsProblemCode = 'ca-file'): TlsResult<Trust> {
  if (name === '@system-ca') return { ok: true, value: { authorities: systemAuthorities(), revocations: [] } };
  const texts = readTexts(name);
  if (!Array.isArray(texts)) return failure(code, name, texts);
  const blocks = texts.flatMap((text) => splitPem(text).blocks);
  if (readCertificates(blocks) === undefined) return failure(code, name, 'a certificate cannot be read');
  const authorities = blocks.filter(isCertificate).map((block) => block.text);
  const revocations = blocks.filter((block) => block.label === 'X509 CRL').map((block) => block.text);
  if (authorities.length + revocations.length === 0) return failure(code, name, 'no certificate or crl found');
  return { ok: true, value: { authorities, revocations } };
}

function readTexts(name: string): string[] | string {
  const file = Buffer.from(name, 'latin1');
  try {
    if (!fs.statSync(file).isDirectory()) return [fs.readFileSync(file, 'latin1')];
    return fs
      .readdirSync(file, { encoding: 'latin1' })
      .filter((entry) => !entry.startsWith('.') && SUFFIX.test(entry))
      .sort()
      .map((entry) => fs.readFileSync(Buffer.from(path.join(name, entry), 'latin1'), 'latin1'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'No such file or directory' : message;
  }
}

function systemAuthorities(): readonly string[] {
  const file = SYSTEM_FILES.find((each) => fs.existsSync(each));
  if (file === undefined) return tls.rootCertificates;
  const found = splitPem(fs.readFileSync(file, 'latin1')).blocks.filter(isCertificate);
  return found.length > 0 ? found.map((block) => block.text) : tls.rootCertificates;
}

function failure(code: TlsProblemCode, name: string, why: string): TlsResult<Trust> {
  return { ok: false, problems: [{ code, message: `Couldn't open the ${code} '${name}' (${why})` }] };
}
