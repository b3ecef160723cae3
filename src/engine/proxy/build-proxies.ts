/** Brings the proxies of a plan to life: switches, error pages, dispatchers, pools; names become objects. */

import { Frequency } from '../../base/frequency.js';
import type { Expression } from '../../compile/closures.js';
import type { ProxyPlan } from '../../compile/plan.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { ServerTlsConfig } from '../../model/config/server.js';
import type { Server } from '../../model/server.js';
import { DEFAULT_H1_SETTINGS, type H1Settings } from '../../net/h1/index.js';
import { Dispatcher } from '../assign/dispatcher.js';
import { refreshDynamicCookies } from '../cookie/dynamic-cookie.js';
import type { Core } from '../core.js';
import { NO_LOG } from '../log-output.js';
import { ServerConnector } from '../pool/server-connector.js';
import { ServerPool } from '../pool/server-pool.js';
import { createServerTls, type ServerTls } from '../pool/server-tls.js';
import { bufferOptions } from '../socket-buffer.js';
import { settleFullLoads } from './full-load.js';
import { LiveProxy } from './live-proxy.js';

/** Something that keeps the engine from starting. */
export interface StartProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Fills the maps of `core`. TLS of servers by server, for the checks. */
export function buildProxies(core: Core, problems: StartProblem[]): Map<Server, ServerTls> {
  const serverTls = new Map<Server, ServerTls>();
  for (const plan of core.plan.proxies) buildProxy(plan, core, serverTls, problems);
  for (const live of core.proxies.values()) linkBackends(live, core);
  settleFullLoads(core);
  return serverTls;
}

/** Brings one proxy to life and notes it. */
export function buildProxy(
  plan: ProxyPlan,
  core: Core,
  serverTls: Map<Server, ServerTls>,
  problems: StartProblem[],
): LiveProxy {
  const live = createProxy(plan, core);
  core.proxies.set(live.proxy.name, live);
  if (live.proxy.isBackend) {
    core.backends.set(live.proxy.name, live);
    addServers(live, core, serverTls, problems);
  }
  return live;
}

function createProxy(plan: ProxyPlan, core: Core): LiveProxy {
  const { config } = plan.proxy;
  const log = config.logTargets.length > 0 ? core.services.openLog(config) : NO_LOG;
  const live = new LiveProxy(
    plan,
    log,
    settings(core.global, plan, 'request'),
    settings(core.global, plan, 'response'),
    core.global.caseAdjust.size > 0 ? core.global.caseAdjust : undefined,
    core.global.countedStatuses,
  );
  for (const counters of [live.proxy.frontend, live.proxy.backend]) {
    counters.sessionRate = new Frequency();
    counters.connectionRate = new Frequency();
    counters.requestRate = new Frequency();
  }
  return live;
}

function settings(global: GlobalConfig, plan: ProxyPlan, side: 'request' | 'response'): H1Settings {
  const { options } = plan.proxy.config;
  const relaxed =
    options.get(`accept-unsafe-violations-in-http-${side}`) === true ||
    options.get(`accept-invalid-http-${side}`) === true;
  return {
    ...DEFAULT_H1_SETTINGS,
    maxHeadBytes: global.bufferSize - global.maxRewriteSize,
    maxHeaders: global.maxHeaders,
    relaxed,
    anyMethodPayload: global.flags.get('h1-accept-payload-with-any-method') === true,
    keepInsecureTransferEncoding: global.flags.get('h1-do-not-close-on-insecure-transfer-encoding') === true,
  };
}

function addServers(live: LiveProxy, core: Core, serverTls: Map<Server, ServerTls>, problems: StartProblem[]): void {
  live.dispatcher = new Dispatcher(live.plan);
  refreshDynamicCookies(live);
  for (const server of live.proxy.servers) {
    const { file, line } = server.config;
    for (const message of equipServer(server, live.plan.serverSni.get(server.name), live, core, serverTls)) {
      problems.push({ file, line, message });
    }
  }
}

/** Gives a server what connections to it need. @returns what is wrong with it */
export function equipServer(
  server: Server,
  sni: Expression | undefined,
  live: LiveProxy,
  core: Core,
  serverTls: Map<Server, ServerTls>,
): readonly string[] {
  const { config } = server;
  server.counters.sessionRate = new Frequency();
  const settings = config.tls ?? config.switchableTls;
  const tls =
    settings === undefined ? undefined : createServerTls(withoutH2(settings, live), core.global, core.certificates);
  if (tls !== undefined && !('options' in tls)) return tls;
  if (tls !== undefined) serverTls.set(server, tls);
  const poolName = live.plan.serverPoolName?.get(server.name);
  const buffers = bufferOptions(core.global, 'server');
  const connector = new ServerConnector(server, sni, tls, live.config.reuse, poolName, buffers);
  live.pools.set(server, new ServerPool(server, live, connector, core.ownedPools));
  return [];
}

/** HTTP streams speak HTTP/1 to servers: another version must not be negotiated. */
function withoutH2(tls: ServerTlsConfig, live: LiveProxy): ServerTlsConfig {
  if (!live.isHttp || tls.alpn === undefined) return tls;
  const alpn = tls.alpn.filter((name) => name !== 'h2');
  return { ...tls, alpn: alpn.length === 0 ? undefined : alpn };
}

function linkBackends(live: LiveProxy, core: Core): void {
  const { defaultBackend } = live.config;
  if (defaultBackend !== undefined) live.defaultBackend = core.backends.get(defaultBackend);
  live.switchTargets = live.plan.useBackend.map(({ target }) =>
    typeof target === 'string' ? core.backends.get(target) : undefined,
  );
}
