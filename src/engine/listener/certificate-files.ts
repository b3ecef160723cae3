/** What is looked for beside certificates (manual 3.1 `ssl-load-extra-files`, `ssl-load-extra-del-ext`). */
import type { GlobalConfig } from '../../model/config/global.js';
import type { CertificateFileOptions } from '../../net/tls/certificate-file.js';

/** As the global section says. */
export function certificateFilesOf({ extraFiles, flags }: GlobalConfig): CertificateFileOptions {
  const replaceExtension = flags.get('ssl-load-extra-del-ext') === true;
  return extraFiles === undefined ? { replaceExtension } : { replaceExtension, extraFiles };
}
