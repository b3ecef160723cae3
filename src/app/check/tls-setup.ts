/** Loads what `bind` and `server` lines with TLS name, as the start would, and reports what cannot be used at the line. */
import { serverRange } from '../../config/resolve/server.js';
import type { SourceRange } from '../../diag/source-text.js';
import { issuerChainsOf } from '../../engine/listener/certificate-files.js';
import { createListenerTls } from '../../engine/listener/listener-tls.js';
import { createServerTls } from '../../engine/pool/server-tls.js';
import type { Loaded } from '../load.js';

/** The system gives no file, or not to whoever checks: nothing is known of what is in it. */
const MISSING = /No such file or directory|\(E[A-Z]+\)/;

export interface TlsCheckOptions {
  /** Files that are missing are no problem. */
  readonly assumeFiles: boolean;
}

/** Reports every problem of certificates, keys, authorities and settings. */
export function checkTls({ config, diagnostics }: Loaded, { assumeFiles }: TlsCheckOptions): void {
  const { global } = config;
  const load = rememberProblems();
  const chains = issuerChainsOf(global);
  for (const warning of typeof chains === 'object' ? chains.warnings : [])
    diagnostics.report('tls/issuers-chain', undefined, warning);
  const report = (range: SourceRange | undefined, who: string, problems: readonly string[]): void => {
    for (const problem of problems) {
      const missing = MISSING.test(problem);
      // Files that are not there were reported at the word when the line was read.
      if (missing && (assumeFiles || hasUnreadable(diagnostics.list, range))) continue;
      diagnostics.report('tls/unusable', range, `${who} : ${problem}`);
    }
  };
  for (const draft of config.proxies) {
    const ranges = draft.extra.get('bind ranges') as ReadonlyMap<number, SourceRange> | undefined;
    for (const { tls, line, addresses } of draft.config.binds) {
      if (!tls || tls.certificates.length + tls.crtLists.length === 0) continue;
      const who = `'bind ${addresses.map(({ text }) => text).join(',')}'`;
      const problems = load({ bind: tls }, () => createListenerTls(tls, global));
      report(ranges?.get(line) ?? draft.range, who, problems);
    }
    for (const server of draft.config.servers) {
      const tls = server.tls ?? server.switchableTls ?? (server.check?.tls === true ? server.checkTls : undefined);
      if (!tls) continue;
      const who = `'server ${draft.config.name}/${server.name}'`;
      const problems = load({ server: { ...tls, sni: undefined } }, () => createServerTls(tls, global));
      if (problems.length > 0) report(serverRange(draft, server), who, problems);
    }
  }
}

/** Lines mostly share their settings: what was loaded once is not loaded again. */
function rememberProblems(): (settings: object, create: () => unknown) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (settings, create) => {
    const key = JSON.stringify(settings);
    const before = known.get(key);
    if (before) return before;
    const result = create();
    const problems: readonly string[] = Array.isArray(result) ? result : [];
    known.set(key, problems);
    return problems;
  };
}

function hasUnreadable(list: Loaded['diagnostics']['list'], range: SourceRange | undefined): boolean {
  if (!range) return false;
  const { line } = range.source.position(range.start);
  return list.some((found) => {
    if (found.code !== 'file/unreadable' || found.range?.source !== range.source) return false;
    return range.source.position(found.range.start).line === line;
  });
}
