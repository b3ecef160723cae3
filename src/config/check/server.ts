/** Settings of servers that do not work together (manual 5.2). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { HealthCheckConfig } from '../../model/config/health-check.js';
import { serverRange } from '../resolve/server.js';

/** Rules of checks may name the port. */
function hasConnect(check: HealthCheckConfig | undefined): boolean {
  return [...(check?.steps.http ?? []), ...(check?.steps.tcp ?? [])].some(({ kind }) => kind === 'connect');
}

/** Checks the servers of a backend and completes what depends on other words. */
export function checkServers(draft: ProxyDraft, report: Report): void {
  const { config } = draft;
  for (const server of config.servers) {
    const range = serverRange(draft, server);
    if (!range) continue;
    const { check } = server;
    const hasPort = server.address.port > 0 || server.address.kind !== 'tcp';
    if (check?.enabled && !hasPort && check.port === undefined && !hasConnect(config.check)) {
      const message = `server '${server.name}' has neither a port nor a check port`;
      report('server/address', range, `${config.kind} '${config.name}' : ${message}`, { remedy: "add 'port <port>'" });
    }
    if (server.minconn > server.maxconn && server.maxconn > 0) {
      report('server/setting', range, `server '${server.name}' has 'minconn' greater than 'maxconn'`);
    }
  }
}
