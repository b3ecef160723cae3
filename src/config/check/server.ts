/** Settings of servers that do not work together (manual 5.2). */
import net from 'node:net';
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
    // Where the server is reached by name, nothing is said: records of a service have ports.
    const { host, kind, port } = server.address;
    const hasPort = port > 0 || kind !== 'tcp' || net.isIP(host) === 0;
    if (check?.enabled && !hasPort && check.port === undefined && !hasConnect(config.check)) {
      const message = `server '${server.name}' has neither a port nor a check port`;
      report('server/address', range, `${config.kind} '${config.name}' : ${message}`, { remedy: "add 'port <port>'" });
    }
    if (server.agentCheck && server.agent?.port === undefined) {
      const message = `server '${server.name}' has no port of its agent`;
      report('server/address', range, `${config.kind} '${config.name}' : ${message}`, {
        remedy: "add 'agent-port <port>'",
      });
    }
    if (server.minconn > server.maxconn && server.maxconn > 0) {
      report('server/setting', range, `server '${server.name}' has 'minconn' greater than 'maxconn'`);
    }
  }
}
