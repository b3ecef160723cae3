/** Files of TLS that lines name: where they are looked for (manual 3.1 `ca-base`, `crt-base`; 5.1, 5.2). */
import path from 'node:path';
import type { FileRole } from '../catalog/site.js';
import type { GlobalConfig } from '../model/config/global.js';

/** Whether a file or folder is there. */
export type Exists = (name: string) => boolean;

/** Certificates may stand in one file per kind of key. */
const BUNDLE = ['.rsa', '.ecdsa', '.dsa'];

/** Whether a file is there; names such as `@system-ca` or `@store/name` are no files. */
export function hasTlsFile(role: FileRole, name: string, global: GlobalConfig, exists: Exists): boolean {
  if (name.startsWith('@')) return true;
  const base = role === 'crt' ? global.crtBase : role === 'ca' ? global.caBase : undefined;
  const full = base !== undefined && !path.isAbsolute(name) ? path.join(base, name) : name;
  return exists(full) || (role === 'crt' && BUNDLE.some((suffix) => exists(full + suffix)));
}
