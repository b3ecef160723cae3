/**
 * Looks up the names of hosts that lines use: without an address the proxy does not start, unless a server has another way
 * to begin (manual 5.2 `init-addr`).
 */
import net from 'node:net';
import type { HostUse } from '../model/config/host-use.js';
import { type ServerConfig, startMethods } from '../model/config/server.js';
import type { Server } from '../model/server.js';
import { completeResolvers, readSystem } from './default-resolvers.js';
import type { Loaded } from './load.js';

/** Finds an address; rejects if there is none. */
export type Lookup = (host: string, family: 0 | 4 | 6) => Promise<{ readonly address: string }>;

export interface ResolveOptions {
  readonly lookup?: Lookup;
  /** `-dr`: servers start without an address, and nothing else is looked up. */
  readonly ignoreFailures?: boolean;
  /** The name servers of the system are not needed: nobody will ask them. */
  readonly withoutSystem?: boolean;
}

// A bundled file of ours: modules of the runtime itself cannot be imported so from a program with a code cache.
const bySystem: Lookup = async (host, family) => (await import('./system-lookup.js')).lookupInSystem(host, family);

/** Each name is looked up once, all at the same time. */
class Hosts {
  readonly #lookup: Lookup;
  readonly #found: Map<string, Promise<string | undefined>>;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
    this.#found = new Map();
  }

  find({ host, family }: HostUse): Promise<string | undefined> {
    const key = `${host} ${family}`;
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.#lookup(host, family).then(
        ({ address }) => address,
        () => undefined,
      );
      this.#found.set(key, found);
    }
    return found;
  }
}

/** Reports every name that has no address, and gives servers the first address of theirs. */
export async function resolveHosts(
  loaded: Loaded,
  { lookup = bySystem, ignoreFailures = false, withoutSystem = false }: ResolveOptions = {},
): Promise<void> {
  completeResolvers(loaded, withoutSystem ? undefined : readSystem);
  const { config, liveProxies, diagnostics } = loaded;
  if (config.hosts.length === 0) return;
  const hosts = new Hosts(lookup);
  const servers = new Map(liveProxies.flatMap(({ servers: live }) => live.map((server) => [server.config, server])));
  const uses = ignoreFailures ? config.hosts.filter(({ server }) => server !== undefined) : config.hosts;
  for (const use of uses) if (use.server === undefined || asksSystem(use.server, servers)) void hosts.find(use);
  for (const use of uses) {
    const { code, message, range, server } = use;
    const live = server && servers.get(server);
    if (server !== undefined && live !== undefined) await startServer(loaded, use, live, hosts, ignoreFailures);
    else if ((await hosts.find(use)) === undefined) diagnostics.report(code, range, message);
  }
}

/** Whether the first way that may lead to an address is the system's. */
function asksSystem(config: ServerConfig, servers: ReadonlyMap<ServerConfig, Server>): boolean {
  const first = startMethods(config).find((method) => method !== 'last');
  return first === 'libc' && !config.address.host.startsWith('_') && net.isIP(servers.get(config)?.address ?? '') === 0;
}

/** Tries the ways of `init-addr` in their order. */
async function startServer(
  { diagnostics }: Loaded,
  use: HostUse,
  server: Server,
  hosts: Hosts,
  ignoreFailures: boolean,
): Promise<void> {
  const { message, code, range, host } = use;
  const methods = [...startMethods(server.config), ...(ignoreFailures ? ['none'] : [])];
  const isService = host.startsWith('_');
  let hasFailed = false;
  for (const method of methods) {
    if (method === 'last') {
      // A state file may have given it one.
      if (net.isIP(server.address) !== 0) return;
    } else if (method === 'libc') {
      const address = isService ? undefined : await hosts.find(use);
      hasFailed = !isService;
      if (address === undefined) continue;
      server.address = address;
      return;
    } else {
      if (method === 'none') server.loseAddress();
      else server.address = method;
      const outcome = method === 'none' ? 'disabling server' : 'falling back to configured address';
      if (hasFailed) diagnostics.report('server/disabled', range, `${message}, ${outcome}`);
      return;
    }
  }
  const nothing = message.replace('could not resolve', 'no method found to resolve');
  diagnostics.report(code, range, hasFailed ? message : nothing);
}
