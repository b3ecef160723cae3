/** FastCGI takes an application of the backend and servers that speak it (manual 10.1.2). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import { serverRange } from '../resolve/server.js';
import type { TypedConfig } from '../typed-config.js';

/** Reports an application without servers, and servers without an application. */
export function checkFcgi(draft: ProxyDraft, { sections }: TypedConfig, report: Report): void {
  const { config, extra, range } = draft;
  if (config.kind === 'frontend' || !range) return;
  const first = config.servers.find(({ protocol }) => protocol === 'fcgi');
  const hasApp = extra.has('fcgi-app');
  // What the section would be that is not there is said where it is named.
  const isKnown = sections.has(`fcgi-app ${extra.get('fcgi-app') as string}`);
  if (hasApp && isKnown && !first) {
    const remedy = "add 'proto fcgi' to its server lines";
    report('server/protocol', range, `proxy '${config.name}': there is a FastCGI application and no server for it`, {
      remedy,
    });
  } else if (!hasApp && first) {
    const message = `proxy '${config.name}': server '${first.name}' speaks FastCGI and there is no application`;
    report('server/protocol', serverRange(draft, first) ?? range, message, { remedy: "add 'use-fcgi-app <name>'" });
  }
}
