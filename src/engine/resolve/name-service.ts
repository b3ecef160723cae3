/** All names that are looked up while the engine runs: sections, servers that follow names, look-ups of rules (manual 5.3). */
import net from 'node:net';
import type { ResolversConfig } from '../../model/config/resolvers.js';
import type { FollowOutcome, NameResolver } from '../../model/name-lookup.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { isHostName } from '../../net/dns/index.js';
import { Lookup } from './lookup.js';
import { Resolvers, type ResolversServices } from './resolvers.js';
import { ServerName, type ServerNameServices } from './server-name.js';
import { ServiceName } from './service-name.js';

/** Names of services start so (manual 5.3.1). */
function isServiceName(host: string): boolean {
  return host.startsWith('_');
}

export class NameService {
  readonly sections: readonly Resolvers[];
  readonly #services: ServerNameServices;
  readonly #servers: Map<Server, ServerName>;
  /** By backend, section and name: the servers of one backend share the records. */
  readonly #serviceNames: Map<string, ServiceName>;

  constructor(configs: readonly ResolversConfig[], lower: ResolversServices, services: ServerNameServices) {
    this.sections = configs.map((config) => new Resolvers(config, lower));
    this.#services = services;
    this.#servers = new Map();
    this.#serviceNames = new Map();
  }

  /** Begins with the servers of all backends. */
  start(proxies: readonly Proxy[]): void {
    for (const { servers } of proxies) for (const server of servers) this.add(server);
    for (const section of this.sections) section.start();
  }

  stop(): void {
    for (const section of this.sections) section.stop();
  }

  /** A server of the configuration, or one that joins its backend while running. */
  add(server: Server): void {
    const { address, resolvers } = server.config;
    const section = this.#section(resolvers);
    if (section === undefined || address.kind !== 'tcp' || net.isIP(address.host) !== 0) return;
    const name = new ServerName(server, section, this.#services);
    this.#servers.set(server, name);
    if (isServiceName(address.host)) this.#serviceOf(server, section).add(name);
    else name.follow(server.fqdn ?? address.host, false);
  }

  /** A server left its backend. */
  remove(server: Server): void {
    const name = this.#servers.get(server);
    if (name === undefined) return;
    name.release();
    this.#servers.delete(server);
    if (server.srvName !== undefined) this.#serviceOf(server, name.resolvers).remove(name);
  }

  /** Checks of a server found nobody: its address may have changed. */
  refresh(server: Server): void {
    this.#servers.get(server)?.refresh();
  }

  /** `set server ... fqdn`. */
  follow(server: Server, fqdn: string): FollowOutcome {
    if (server.srvName !== undefined) return 'service';
    const name = this.#servers.get(server);
    if (name === undefined) return 'no-resolvers';
    if (fqdn === server.fqdn) return 'same';
    return isHostName(fqdn) && name.follow(fqdn, true) ? 'done' : 'impossible';
  }

  /** The section of a name, for rules. */
  resolver(section: string): NameResolver | undefined {
    const resolvers = this.#section(section);
    return resolvers && { lookup: (name, family, onDone) => new Lookup(resolvers, name, family, onDone) };
  }

  #section(name: string | undefined): Resolvers | undefined {
    return this.sections.find((section) => section.name === name);
  }

  #serviceOf(server: Server, section: Resolvers): ServiceName {
    const host = server.config.address.host;
    const key = `${server.proxy.name} ${section.name} ${host.toLowerCase()}`;
    let service = this.#serviceNames.get(key);
    if (service === undefined) {
      service = new ServiceName(host, section, this.#services);
      this.#serviceNames.set(key, service);
    }
    return service;
  }
}
