/** Proxies and servers that fetches name (manual 7.3.2): without a name, those of the section where the fetch stands. */
import type { ArgKind } from '../../../catalog/arg.js';
import type { CompileSite } from '../../../catalog/site.js';
import type { ArgText } from '../../../catalog/text.js';
import type { Proxy } from '../../../model/proxy.js';
import type { Server } from '../../../model/server.js';

function nameKind(label: string, type: string, optional: boolean): ArgKind<ArgText> {
  return { label, type, expects: `the name of a ${type}`, optional, parse: (text) => text };
}

export const backendName = nameKind('backend', 'backend', true) as ArgKind<ArgText | undefined>;
export const frontendName = nameKind('frontend', 'frontend', true) as ArgKind<ArgText | undefined>;
export const serverName = nameKind('[<backend>/]server', 'server', false);

/** The backend of this name, or the one that the fetch stands in. Undefined after a report. */
export function resolveBackend(given: ArgText | undefined, site: CompileSite): Proxy | undefined {
  const name = given?.value || site.proxyName;
  const proxy = site.live.backend(name);
  if (proxy) return proxy;
  const range = given?.range ?? site.call;
  const message = given?.value
    ? `unable to find backend '${name}'`
    : `proxy '${name}' is not a backend, so the name of one must be given`;
  if (range) site.report('expr/unknown-proxy', range, message);
  return undefined;
}

/** The frontend of this name, or the one that the fetch stands in. Undefined after a report. */
export function resolveFrontend(given: ArgText | undefined, site: CompileSite): Proxy | undefined {
  const name = given?.value || site.proxyName;
  const proxy = site.live.proxy(name);
  if (proxy?.isFrontend) return proxy;
  const range = given?.range ?? site.call;
  const message = given?.value
    ? `unable to find frontend '${name}'`
    : `proxy '${name}' is not a frontend, so the name of one must be given`;
  if (range) site.report('expr/unknown-proxy', range, message);
  return undefined;
}

/** `backend/server`, or a server of the backend that the fetch stands in. Undefined after a report. */
export function resolveServer(given: ArgText, site: CompileSite): Server | undefined {
  const slash = given.value.indexOf('/');
  const backend = slash < 0 ? site.proxyName : given.value.slice(0, slash);
  const name = given.value.slice(slash + 1);
  if (!site.live.backend(backend)) {
    site.report('expr/unknown-proxy', given.range, `unable to find proxy '${backend}'`);
    return undefined;
  }
  const server = site.live.server(backend, name);
  if (!server) site.report('expr/unknown-server', given.range, `unable to find server '${name}' in proxy '${backend}'`);
  return server;
}
