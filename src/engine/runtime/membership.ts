/**
 * Servers and backends that come and go while the process runs (management.txt 9.3 `add server`, `del server`,
 * `add backend`, `del backend`): everything that knows the members of a backend hears of it here.
 */
import { nowMs } from '../../base/clock.js';
import type { Additions, SwitchRule } from '../../compile/plan.js';
import type { ServerConfig } from '../../model/config/server.js';
import type { Proxy } from '../../model/proxy.js';
import type { BackendBlocker, Done, Membership, ServerBlocker } from '../../model/runtime.js';
import { Admin, ANY_MAINTENANCE, Server } from '../../model/server.js';
import type { ServerStates } from '../assign/server-state.js';
import { refreshDynamicCookies } from '../cookie/dynamic-cookie.js';
import type { Core } from '../core.js';
import type { HealthChecks } from '../health/health-checks.js';
import type { ServerTls } from '../pool/server-tls.js';
import { buildProxy, equipServer } from '../proxy/build-proxies.js';
import type { LiveProxy } from '../proxy/live-proxy.js';

/** The parts of the engine that know members. */
export interface Rooms {
  readonly core: Core;
  readonly states: ServerStates;
  readonly checks: HealthChecks;
  readonly serverTls: Map<Server, ServerTls>;
  readonly additions: Additions;
  /** Proxies that operators see. */
  readonly proxies: Proxy[];
}

/** The runtime API has 1 in HAProxy. */
const FIRST_PROXY_ID = 2;

function freeNumber(taken: readonly { readonly id: number }[], first: number): number {
  const ids = new Set(taken.map(({ id }) => id));
  let next = first;
  while (ids.has(next)) next++;
  return next;
}

function names(rules: readonly SwitchRule[], name: string): boolean {
  return rules.some(({ target }) => target === name);
}

export class EngineMembership implements Membership {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  serverWords(): readonly string[] {
    return this.#rooms.additions.serverWords();
  }

  get defaults(): readonly string[] {
    return this.#rooms.additions.defaults;
  }

  addServer(backend: Proxy, name: string, words: readonly string[], preset: Partial<ServerConfig>): Done<Server> {
    const { additions, core, states, checks, serverTls } = this.#rooms;
    const live = this.#liveOf(backend);
    const read = additions.server(backend, preset, name, words);
    if (!read.ok) return read;
    const { config, sni } = read.value;
    // The words are read first: what is wrong with them is told even if the name is taken.
    if (backend.servers.some((other) => other.name === name)) {
      return { ok: false, reason: 'Already exists a server with the same name in backend.' };
    }
    const { id } = config;
    const same = backend.servers.find((other) => other.id === id);
    if (same) {
      const { file, line } = same.config;
      const reason = `'id' : custom id ${id} already used at ${file}:${line} ('server ${same.name}').`;
      return { ok: false, reason };
    }
    const server = new Server(config, backend, id ?? freeNumber(backend.servers, 1), nowMs());
    rest(server);
    const [problem] = equipServer(server, sni, live, core, serverTls);
    if (problem !== undefined) return { ok: false, reason: problem };
    backend.servers.push(server);
    live.dispatcher!.admit(server);
    checks.admit(live.plan, server);
    states.admit(server);
    refreshIndexes(live);
    return { ok: true, value: server };
  }

  blockerOfServer(server: Server): ServerBlocker | undefined {
    const { useServer } = this.#liveOf(server.proxy).plan;
    if (server.referenced || this.#rooms.states.isFollowed(server) || names(useServer, server.name))
      return 'referenced';
    if ((server.admin & ANY_MAINTENANCE) === 0) return 'in-service';
    const { served, queued, connectionsUsed, connectionsIdle } = server;
    return served + queued + connectionsUsed + connectionsIdle > 0 ? 'connected' : undefined;
  }

  removeServer(server: Server): void {
    const { states, checks, serverTls } = this.#rooms;
    const live = this.#liveOf(server.proxy);
    const { servers } = server.proxy;
    servers.splice(servers.indexOf(server), 1);
    checks.dismiss(server);
    this.#rooms.core.names?.remove(server);
    states.dismiss(server);
    live.dispatcher!.dismiss(server);
    live.pools.get(server)?.closeIdle();
    live.pools.delete(server);
    serverTls.delete(server);
    refreshIndexes(live);
  }

  renameServer(server: Server, name: string): void {
    server.name = name;
    refreshIndexes(this.#liveOf(server.proxy));
  }

  addBackend(name: string, defaults: string, mode: string | undefined, guid: string | undefined): Done<Proxy> {
    const { additions, core, states, serverTls, proxies } = this.#rooms;
    const id = freeNumber(proxies, FIRST_PROXY_ID);
    const made = additions.backend({ name, id, defaults, mode, guid });
    if (!made.ok) return made;
    const plan = made.value;
    const { proxy } = plan;
    proxy.published = false;
    const live = buildProxy(plan, core, serverTls, []);
    states.admitFleet({ proxy, balancer: plan.balancer, dispatcher: live.dispatcher! });
    proxies.push(proxy);
    return { ok: true, value: proxy };
  }

  blockerOfBackend(backend: Proxy): BackendBlocker | undefined {
    if (backend.isFrontend) return 'frontend';
    if (this.#isNamed(backend)) return 'referenced';
    if (this.#rooms.core.plan.tables?.get(backend.name) !== undefined) return 'table';
    if (backend.published) return 'published';
    if (backend.servers.length > 0) return 'servers';
    return backend.backendConnections > 0 ? 'streams' : undefined;
  }

  removeBackend(backend: Proxy): void {
    const { additions, core, states, proxies } = this.#rooms;
    proxies.splice(proxies.indexOf(backend), 1);
    states.dismissFleet(backend);
    core.backends.delete(backend.name);
    if (core.proxies.get(backend.name)?.proxy === backend) core.proxies.delete(backend.name);
    additions.removed(backend);
  }

  #isNamed(backend: Proxy): boolean {
    if (backend.referenced) return true;
    for (const { config, plan } of this.#rooms.core.proxies.values()) {
      if (config.defaultBackend === backend.name || names(plan.useBackend, backend.name)) return true;
    }
    return false;
  }

  #liveOf(backend: Proxy): LiveProxy {
    return this.#rooms.core.backends.get(backend.name)!;
  }
}

/** A server that was just added serves nobody and is not checked before an operator says so. */
function rest(server: Server): void {
  server.dynamic = true;
  server.admin |= Admin.ForcedMaintenance;
  server.state = 'stopped';
  server.health = 0;
  server.checkEnabled = false;
  server.agentEnabled = false;
}

function refreshIndexes(live: LiveProxy): void {
  live.serverByName = new Map(live.proxy.servers.map((server) => [server.name, server]));
  refreshDynamicCookies(live);
}
