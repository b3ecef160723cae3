/** `no-sslv3`, `no-tlsv1x` beside what does not go with them (manual 5.1, 5.2 `ssl-min-ver`, `ssl-max-ver`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { BindTlsConfig } from '../../model/config/bind.js';
import type { ServerTlsConfig } from '../../model/config/server.js';
import { typeOf } from '../proxy-type.js';
import { serverRange } from '../resolve/server.js';

const VERSIONS = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
/** SSLv3 is gone from the library. */
const OLDEST = 1;
/** What listeners start from where nothing is said. */
const STANDARD = 3;

/** Warns of versions that lines leave out in vain. */
export function checkTlsVersions(draft: ProxyDraft, report: Report): void {
  const { config, extra, range } = draft;
  const ranges = extra.get('bind ranges') as ReadonlyMap<number, SourceRange> | undefined;
  const tell = (where: SourceRange | undefined, who: string, problem: string | undefined) => {
    if (problem !== undefined && where)
      report('tls/versions', where, `${typeOf(config)} '${config.name}': ${who} ${problem}`);
  };
  for (const { tls, addresses, line } of config.binds) {
    if (!tls?.enabled) continue;
    const problem = problemOf(tls, STANDARD) ?? lowMaximum(tls);
    tell(ranges?.get(line) ?? range, `bind '${addresses[0]?.text ?? ''}'`, problem);
  }
  for (const server of config.servers) {
    const tls = server.tls ?? (server.check?.tls === true ? server.checkTls : undefined);
    if (tls) tell(serverRange(draft, server), `server '${server.name}'`, problemOf(tls, OLDEST));
  }
}

function problemOf({ minVersion, maxVersion, withoutVersions }: BindTlsConfig | ServerTlsConfig, first: number) {
  if (withoutVersions.length === 0) return undefined;
  if (minVersion !== undefined || maxVersion !== undefined) {
    return "ignores 'no-sslv3' and 'no-tlsv1x' beside 'ssl-min-ver', 'ssl-max-ver' or 'force-*'";
  }
  const left = VERSIONS.map((name, rank) => rank >= first && !withoutVersions.includes(name));
  const from = left.indexOf(true);
  const hole = VERSIONS.find((_name, rank) => rank > from && rank < left.lastIndexOf(true) && !left[rank]);
  return from < 0 || hole === undefined ? undefined : `leaves out ${hole} in vain, since older and newer versions stay`;
}

function lowMaximum({ minVersion, maxVersion = '' }: BindTlsConfig): string | undefined {
  const rank = VERSIONS.indexOf(maxVersion);
  if (minVersion !== undefined || rank < 0 || rank >= STANDARD) return undefined;
  return `has 'ssl-max-ver ${maxVersion}', but no 'ssl-min-ver', which is ${VERSIONS[STANDARD]} otherwise: ${maxVersion} is used`;
}
