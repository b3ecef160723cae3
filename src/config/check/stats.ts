/** Passwords of the statistics page: it asks for them by itself, or rules do (manual 4.2 `stats http-request`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';

/** Reports pages of which both is said. */
export function checkStats({ config, extra, range }: ProxyDraft, report: Report): void {
  if (!range || !extra.has('stats rules') || !extra.has('stats password')) return;
  const message = `proxy '${config.name}': 'stats http-request' cannot be used together with 'stats auth' and 'stats realm'`;
  report('stats/password', range, message, { remedy: "write 'stats http-request auth' with a userlist" });
}
