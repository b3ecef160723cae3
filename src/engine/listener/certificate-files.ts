/**
 * Where files of TLS are, and what is looked for beside certificates (manual 3.1 `crt-base`, `ca-base`, `ssl-load-extra-files`,
 * `ssl-load-extra-del-ext`).
 */
import path from 'node:path';
import type { GlobalConfig } from '../../model/config/global.js';
import type { CertificateFileOptions } from '../../net/tls/certificate-file.js';
import { type IssuerChains, loadIssuerChains } from '../../net/tls/issuer-chain.js';

/** As the global section says. */
export function certificateFilesOf(global: GlobalConfig): CertificateFileOptions {
  const { extraFiles, flags } = global;
  const chains = issuerChainsOf(global);
  return {
    replaceExtension: flags.get('ssl-load-extra-del-ext') === true,
    skipSelfIssued: flags.get('ssl-skip-self-issued-ca') === true,
    ...(extraFiles === undefined ? {} : { extraFiles }),
    ...(typeof chains === 'object' ? { chains } : {}),
  };
}

const chainsOf = new WeakMap<GlobalConfig, IssuerChains | string>();

/** The chains of `issuers-chain-path`, read once; a text says why they cannot be read, undefined that there is no such line. */
export function issuerChainsOf(global: GlobalConfig): IssuerChains | string | undefined {
  const folder = global.issuersChainPath;
  if (folder === undefined) return undefined;
  const chains = chainsOf.get(global) ?? loadIssuerChains(folder);
  chainsOf.set(global, chains);
  return chains;
}

/** A name of the configuration below the folder of its kind; what is no file (`@system-ca`) and whole paths stay. */
export function fileBelow(name: string, base: string | undefined): string {
  return base === undefined || name.startsWith('/') || name.startsWith('@') ? name : path.join(base, name);
}
