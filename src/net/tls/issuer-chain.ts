/** Chains of a folder for certificates that bring none (configuration.txt 3.1 `issuers-chain-path`). */
import type { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readCertificates } from './certificate.js';
import { CertificateReading } from './certificate-info.js';
import { splitPem } from './pem.js';

/** Chains by the key of their first certificate. */
export interface IssuerChains {
  /** The chain whose first certificate has signed this one; its issuer is found by the identifier of its key. */
  find(certificate: X509Certificate): readonly X509Certificate[] | undefined;
  /** Files that are no chain, or one that is there already. */
  readonly warnings: readonly string[];
}

/** Reads every file of a folder in the order of their names; a text says why the folder cannot be read. */
export function loadIssuerChains(folder: string): IssuerChains | string {
  const names = readFolder(folder);
  if (typeof names === 'string') return names;
  const chains = new Map<string, { readonly file: string; readonly chain: readonly X509Certificate[] }>();
  const warnings: string[] = [];
  for (const file of names) {
    const chain = readChain(file);
    const [first] = chain;
    const key = first && keyOf(first);
    const before = key === undefined ? undefined : chains.get(key);
    if (!first) warnings.push(`unable to load issuers-chain ${file} : pem certificate not found`);
    else if (key === undefined)
      warnings.push(`unable to load issuers-chain ${file} : its first certificate names no key`);
    else if (before) warnings.push(`duplicate issuers-chain ${file}: ${before.file} already in store`);
    else chains.set(key, { file, chain });
  }
  return {
    warnings,
    find(certificate) {
      const key = new CertificateReading(certificate.raw).authorityKeyId;
      const found = key === undefined ? undefined : chains.get(key)?.chain;
      return found?.[0] && certificate.checkIssued(found[0]) ? found : undefined;
    },
  };
}

function keyOf(certificate: X509Certificate): string | undefined {
  return new CertificateReading(certificate.raw).subjectKeyId;
}

function readFolder(folder: string): readonly string[] | string {
  try {
    const found = fs.readdirSync(Buffer.from(folder, 'latin1'), { encoding: 'latin1' });
    return found.map((name) => path.join(folder, name)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOTDIR' ? `${folder} is not a directory` : `unable to open the folder '${folder}' (${code})`;
  }
}

function readChain(file: string): readonly X509Certificate[] {
  try {
    return readCertificates(splitPem(fs.readFileSync(Buffer.from(file, 'latin1'), 'latin1'))) ?? [];
  } catch {
    return [];
  }
}
