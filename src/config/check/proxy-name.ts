/** Names and ids of proxies are unique: since 3.3 a frontend and a backend cannot share a name either (manual 4). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import { typeOf } from '../proxy-type.js';

/** Reports every proxy whose name or id is taken. */
export function checkProxyNames(proxies: readonly ProxyDraft[], report: Report): void {
  const names = new Map<string, ProxyDraft>();
  const ids = new Map<number, ProxyDraft>();
  for (const draft of proxies) {
    const { name, id } = draft.config;
    const other = names.get(name);
    if (other) {
      const place = `${other.config.file}:${other.config.line}`;
      const message = `${typeOf(draft.config)} '${name}' has the same name as ${typeOf(other.config)} '${name}' declared at ${place}`;
      reportAt(draft, report, message, 'rename one of them; since HAProxy 3.3 names are unique among all proxies');
    } else names.set(name, draft);
    if (id === undefined) continue;
    const owner = ids.get(id);
    if (owner)
      reportAt(
        draft,
        report,
        `${typeOf(draft.config)} '${name}' has the id ${id} of '${owner.config.name}'`,
        undefined,
      );
    else ids.set(id, draft);
  }
}

function reportAt({ range }: ProxyDraft, report: Report, message: string, remedy: string | undefined): void {
  if (range) report('proxy/duplicate', range, message, { remedy });
}
