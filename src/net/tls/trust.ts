/** Authorities and revocation lists that certificates are verified against (`ca-file`, `ca-verify-file`, `crl-file`). */
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { readCertificates } from './certificate.js';
import { isCertificateLabel, renderPem, splitPem } from './pem.js';
import type { TlsProblemCode, TlsResult } from './problem.js';

export interface Trust {
  /** PEM of each authority. */
  readonly authorities: readonly string[];
  /** PEM of each revocation list. */
  readonly revocations: readonly string[];
}

const SYSTEM_FILES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];
const REVOCATIONS = 'X509 CRL';
const SUFFIX = /\.(?:pem|crt|cer|crl)$/;

/** Loads a file, a folder, or `@system-ca`. What cannot be read is a fault in a file and left out in a folder, as with HAProxy. */
export function loadTrust(name: string, code: TlsProblemCode = 'ca-file'): TlsResult<Trust> {
  if (name === '@system-ca') return { ok: true, value: { authorities: systemAuthorities(), revocations: [] } };
  const found = readTexts(name);
  if (typeof found === 'string') return failure(code, name, found);
  const authorities: string[] = [];
  const revocations: string[] = [];
  for (const text of found.texts) {
    const parts = splitPem(text);
    const damaged = parts.unreadable.find(({ label }) => label === REVOCATIONS || isCertificateLabel(label));
    const why = damaged && `the block '${damaged.label}' in line ${damaged.line} is damaged or cut off`;
    const certificates = readCertificates(parts);
    if (found.isFile && why !== undefined) return failure(code, name, why);
    if (found.isFile && certificates === undefined) return failure(code, name, 'a certificate cannot be read');
    for (const each of certificates ?? []) authorities.push(each.toString());
    revocations.push(...parts.blocks.filter(({ label }) => label === REVOCATIONS).map(renderPem));
  }
  if (authorities.length + revocations.length === 0) return failure(code, name, 'no certificate or crl found');
  return { ok: true, value: { authorities, revocations } };
}

function readTexts(name: string): { readonly isFile: boolean; readonly texts: readonly string[] } | string {
  const file = Buffer.from(name, 'latin1');
  try {
    if (!fs.statSync(file).isDirectory()) return { isFile: true, texts: [fs.readFileSync(file, 'latin1')] };
    const texts = fs
      .readdirSync(file, { encoding: 'latin1' })
      .filter((entry) => !entry.startsWith('.') && SUFFIX.test(entry))
      .sort()
      .map((entry) => fs.readFileSync(Buffer.from(path.join(name, entry), 'latin1'), 'latin1'));
    return { isFile: false, texts };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'No such file or directory' : message;
  }
}

function systemAuthorities(): readonly string[] {
  const file = SYSTEM_FILES.find((each) => fs.existsSync(each));
  if (file === undefined) return tls.rootCertificates;
  const found = splitPem(fs.readFileSync(file, 'latin1')).blocks.filter(({ label }) => isCertificateLabel(label));
  return found.length > 0 ? found.map(renderPem) : tls.rootCertificates;
}

function failure(code: TlsProblemCode, name: string, why: string): TlsResult<Trust> {
  return { ok: false, problems: [{ code, message: `Couldn't open the ${code} '${name}' (${why})` }] };
}
