/** Files of TLS that `bind` and `server` lines name must be there (manual 3.1 `ca-base`, `crt-base`; 5.1, 5.2). */
import path from 'node:path';
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { GlobalConfig } from '../../model/config/global.js';
import { serverRange } from '../resolve/server.js';

/** Whether a file or folder is there. */
export type Exists = (name: string) => boolean;

/** Certificates may stand in one file per kind of key. */
const BUNDLE = ['.rsa', '.ecdsa', '.dsa'];

/** Names such as `@system-ca` or `@store/name` are no files. */
function isMissing(name: string, base: string | undefined, exists: Exists, suffixes: readonly string[] = []): boolean {
  if (name.startsWith('@')) return false;
  const full = base !== undefined && !path.isAbsolute(name) ? path.join(base, name) : name;
  return ![full, ...suffixes.map((suffix) => full + suffix)].some(exists);
}

/** Reports every file that is not there. */
export function checkTlsFiles(draft: ProxyDraft, global: GlobalConfig, exists: Exists, report: Report): void {
  const { crtBase, caBase } = global;
  const ranges = draft.extra.get('bind ranges') as ReadonlyMap<number, SourceRange> | undefined;
  const say = (range: SourceRange | undefined, what: string, name: string) =>
    range && report('file/unreadable', range, `${what} '${name}' : No such file or directory`);
  for (const { tls, line } of draft.config.binds) {
    const range = ranges?.get(line) ?? draft.range;
    for (const name of tls?.certificates ?? []) {
      if (isMissing(name, crtBase, exists, BUNDLE)) say(range, "'bind' : unable to load the certificate", name);
    }
    for (const name of tls?.crtLists ?? []) {
      if (isMissing(name, undefined, exists)) say(range, "'bind' : unable to open the crt-list", name);
    }
    if (tls?.caFile && isMissing(tls.caFile, caBase, exists))
      say(range, "'bind' : unable to load the ca-file", tls.caFile);
  }
  for (const server of draft.config.servers) {
    const { tls } = server;
    const range = serverRange(draft, server);
    if (tls?.caFile && isMissing(tls.caFile, caBase, exists))
      say(range, "'server' : unable to load the ca-file", tls.caFile);
    if (tls?.certificate && isMissing(tls.certificate, crtBase, exists, BUNDLE)) {
      say(range, "'server' : unable to load the certificate", tls.certificate);
    }
  }
}
