/** Files that lines name: where they are looked for (manual 3.1 `ca-base`, `crt-base`, `default-path`; 5.1, 5.2). */
import path from 'node:path';
import type { FileRole, FoundFile } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import type { GlobalConfig } from '../model/config/global.js';
import { resolvePath } from './files.js';

/** Whether a file or folder is there. */
export type Exists = (name: string) => boolean;

/** Certificates may stand in one file per kind of key. */
const BUNDLE = ['.rsa', '.ecdsa', '.dsa'];

/** Where `ip netns` keeps the namespaces that have names. */
const NAMESPACES = '/var/run/netns';

/** Looks for a file; names such as `@system-ca` or `@store/name` are no files. */
export function findFile(role: FileRole, text: ArgText, global: GlobalConfig, exists: Exists): FoundFile {
  const { value: name } = text;
  if (name.startsWith('@')) return { name, isThere: true, place: name };
  if (role === 'namespace') return { name, isThere: exists(path.join(NAMESPACES, name)), place: name };
  const { crtBase, caBase, defaultPath } = global;
  const base = role === 'crt' ? crtBase : role === 'ca' ? caBase : undefined;
  const based = base !== undefined && !path.isAbsolute(name) ? path.join(base, name) : name;
  const full = resolvePath(based, text.range.source.name, defaultPath);
  const isThere = exists(full) || (role === 'crt' && BUNDLE.some((suffix) => exists(full + suffix)));
  return { name: full === based ? name : path.resolve(full), isThere, place: full };
}
