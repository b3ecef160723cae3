/**
 * Where files of TLS are, and what is looked for beside certificates (manual 3.1 `crt-base`, `ca-base`, `ssl-load-extra-files`,
 * `ssl-load-extra-del-ext`).
 */
import path from 'node:path';
import type { GlobalConfig } from '../../model/config/global.js';
import type { CertificateFileOptions } from '../../net/tls/certificate-file.js';

/** As the global section says. */
export function certificateFilesOf({ extraFiles, flags }: GlobalConfig): CertificateFileOptions {
  const replaceExtension = flags.get('ssl-load-extra-del-ext') === true;
  return extraFiles === undefined ? { replaceExtension } : { replaceExtension, extraFiles };
}

/** A name of the configuration below the folder of its kind; what is no file (`@system-ca`) and whole paths stay. */
export function fileBelow(name: string, base: string | undefined): string {
  return base === undefined || name.startsWith('/') || name.startsWith('@') ? name : path.join(base, name);
}
