/** Settings of servers that do not work together (manual 5.2). */
import net from 'node:net';
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { DiagnosticCode } from '../../diag/code.js';
import type { ProxyConfig } from '../../model/config/proxy.js';
import { checkPortOf, type ServerConfig } from '../../model/config/server.js';
import { serverRange } from '../resolve/server.js';

/** Rules of checks may name the ports: each connection of a dialogue, from the first step on, has one of its own then. */
function namesPorts({ check }: ProxyConfig): boolean {
  const steps = check?.kind === 'http' ? check.steps.http : check?.kind === 'tcp-check' ? check.steps.tcp : [];
  const first = steps.find(({ kind }) => kind !== 'comment' && kind !== 'variable');
  const connects = steps.filter((step) => step.kind === 'connect');
  return first?.kind === 'connect' && connects.every(({ port, address }) => port !== undefined || !!address?.port);
}

/** Servers that would get the same dynamic cookie: it is made of their address and port alone (manual 4.2 `cookie`). */
function sameCookies({ cookie, dynamicCookieKey, servers }: ProxyConfig): readonly (readonly [string, string])[] {
  if (cookie?.dynamic !== true || dynamicCookieKey === undefined) return [];
  const seen = new Map<string, string>();
  const found: (readonly [string, string])[] = [];
  for (const server of servers) {
    const { host, port } = server.address;
    if (server.cookie !== undefined || server.disabled || net.isIP(host) === 0) continue;
    const end = `${host} ${port}`;
    const first = seen.get(end);
    if (first === undefined) seen.set(end, server.name);
    else found.push([first, server.name]);
  }
  return found;
}

/** Checks the servers of a backend and completes what depends on other words. */
export function checkServers(draft: ProxyDraft, report: Report): void {
  const { config } = draft;
  const tell = (server: ServerConfig, code: DiagnosticCode, message: string, remedy?: string): void => {
    const range = serverRange(draft, server);
    if (range) report(code, range, message, { remedy });
  };
  for (const [first, second] of sameCookies(config)) {
    const server = config.servers.find(({ name }) => name === second)!;
    const message = `servers '${first}' and '${second}' of '${config.name}' have the same dynamic cookie`;
    tell(server, 'server/setting', message, 'give one of them a cookie of its own');
  }
  for (const server of config.servers) {
    const { check } = server;
    // Where the server is reached by name, nothing is said: records of a service have ports. Nor is it for any address.
    const { host, kind, port } = server.address;
    const hasPort = port > 0 || kind !== 'tcp' || !isOneAddress(check?.address ?? host);
    if (
      check?.enabled &&
      !hasPort &&
      checkPortOf(check) === undefined &&
      check.section === undefined &&
      !namesPorts(config)
    ) {
      const message = `server '${server.name}' has neither a port nor a check port`;
      tell(server, 'server/address', `${config.kind} '${config.name}' : ${message}`, "add 'port <port>'");
    }
    if (server.agentCheck && server.agent?.port === undefined) {
      const message = `server '${server.name}' has no port of its agent`;
      tell(server, 'server/address', `${config.kind} '${config.name}' : ${message}`, "add 'agent-port <port>'");
    }
    const conflict = conflictOf(server, config);
    if (conflict !== undefined)
      tell(server, 'server/conflict', `${config.kind} '${config.name}' : server '${server.name}' ${conflict}`);
    if (server.cookie !== undefined && config.mode !== 'http' && !mayBeHttp(draft)) {
      const message = `'cookie' of server '${server.name}' is ignored, since '${config.name}' is not in mode http`;
      tell(server, 'server/setting', message);
    }
    if (server.minconn > server.maxconn && server.maxconn > 0) {
      const range = serverRange(draft, server);
      const message = `server '${server.name}' has 'minconn' greater than 'maxconn'`;
      // HAProxy takes the smaller one for both and says nothing.
      if (range) report('server/setting', range, message, { severity: 'notice' });
    }
  }
}

function isOneAddress(host: string): boolean {
  return net.isIP(host) !== 0 && host !== '0.0.0.0' && host !== '::';
}

/** Rules may switch connections of a TCP backend to HTTP (manual 4.4 `switch-mode`). */
function mayBeHttp({ rules }: ProxyDraft): boolean {
  return rules.some(({ entry }) => entry.name === 'switch-mode');
}

/** Words that cannot stand together; undefined if there are none. */
function conflictOf({ check, track, initState, redirectPrefix, protocol }: ServerConfig, config: ProxyConfig) {
  if (track !== undefined && check?.enabled) return "cannot have its own 'check' and 'track' the state of another one";
  if (track !== undefined && initState !== 'none') return "cannot 'track' another one and have an 'init-state'";
  if (redirectPrefix !== undefined && config.mode !== 'http') return "has 'redir', which needs 'mode http'";
  if (protocol === 'none' && config.mode === 'http') return "has 'proto none', but its backend is in mode http";
  if (protocol === 'h1' && config.mode === 'tcp') return "has 'proto h1', but its backend is in mode tcp";
  if (!check?.enabled || check.section !== undefined || check.protocol === undefined) return undefined;
  const speaksHttp = config.check?.kind === 'http';
  if (check.protocol === (speaksHttp ? 'h1' : 'none') || !['h1', 'none'].includes(check.protocol)) return undefined;
  return `has 'check-proto ${check.protocol}', but its checks are ${speaksHttp ? 'HTTP' : 'not HTTP'}`;
}
