/** `guid`, `guid-prefix`: names that no two proxies, servers and listeners share (manual 4.2 `guid`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import { typeOf } from '../proxy-type.js';
import { serverRange } from '../resolve/server.js';

interface Named {
  readonly guid: string | undefined;
  readonly what: string;
  readonly range: SourceRange | undefined;
}

const NONE: readonly Named[] = [];

/** Everything in a proxy that has such a name, in the order of the kinds. */
function namedIn(draft: ProxyDraft): readonly Named[] {
  const { config } = draft;
  const isNamed = config.guid !== undefined || config.binds.some(({ guidPrefix }) => guidPrefix !== undefined);
  return isNamed || config.servers.some(({ guid }) => guid !== undefined) ? listNamed(draft) : NONE;
}

function listNamed(draft: ProxyDraft): readonly Named[] {
  const { config, extra, range } = draft;
  const ranges = extra.get('bind ranges') as ReadonlyMap<number, SourceRange> | undefined;
  const what = `${typeOf(config)} '${config.name}'`;
  return [
    { guid: config.guid, what, range: (extra.get('guid') as SourceRange | undefined) ?? range },
    ...config.binds
      .filter(({ guidPrefix }) => guidPrefix !== undefined)
      .flatMap(({ guidPrefix, addresses, line }) =>
        addresses.map(({ text }, index) => ({
          guid: `${guidPrefix}-${index}`,
          what: `'bind ${text}' of ${what}`,
          range: ranges?.get(line) ?? range,
        })),
      ),
    ...config.servers
      .filter(({ guid }) => guid !== undefined)
      .map((server) => ({
        guid: server.guid,
        what: `server '${config.name}/${server.name}'`,
        range: serverRange(draft, server),
      })),
  ];
}

/** Reports every name that something before has. */
export function checkGuids(proxies: readonly ProxyDraft[], report: Report): void {
  const owners = new Map<string, string>();
  for (const { guid, what, range } of proxies.flatMap(namedIn)) {
    if (guid === undefined) continue;
    const owner = owners.get(guid);
    if (owner === undefined) owners.set(guid, what);
    else if (range) report('guid/duplicate', range, `${what} : guid '${guid}' is that of ${owner} too`);
  }
}
