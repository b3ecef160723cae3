/**
 * The name of one server, and what its answers do: the address changes, or the server goes into maintenance until there is
 * one again (manual 5.3.2 `hold`). Lines and reasons read as HAProxy writes them (observed on 2.6).
 */

import type { HoldKind } from '../../model/config/resolvers.js';
import type { Proxy } from '../../model/proxy.js';
import { Admin, type Server } from '../../model/server.js';
import { canonicalName } from '../../net/dns/index.js';
import { type AddressWishes, networkList, pickAddress } from './pick-address.js';
import type { AddressRecord, AnswerSource, Requester, Resolution } from './resolution.js';
import type { Resolvers } from './resolvers.js';

/** What names of servers need from the engine. */
export interface ServerNameServices {
  /** Where the server is reached from now on; '' = nowhere. */
  changeAddress(server: Server, address: string): void;
  /** Enters or leaves the maintenance of servers without an address. @returns whether that changed anything */
  setResolved(server: Server, isResolved: boolean, reason: string): boolean;
  setWeight(server: Server, weight: number): void;
  /** A line for the `log` targets, and for the process's own log unless it is `quiet`. */
  notice(proxy: Proxy, text: string, quiet?: boolean): void;
}

const REASONS: Readonly<Record<Exclude<HoldKind, 'valid' | 'obsolete'>, string>> = {
  nx: 'DNS NX status',
  timeout: 'DNS timeout status',
  refused: 'DNS refused status',
  other: 'unspecified DNS error',
};

export class ServerName implements Requester {
  readonly server: Server;
  readonly resolvers: Resolvers;
  readonly #services: ServerNameServices;
  readonly #wishes: AddressWishes;
  #resolution: Resolution | undefined;

  constructor(server: Server, resolvers: Resolvers, services: ServerNameServices) {
    const { resolvePrefer, resolveNetworks, resolveOptions } = server.config;
    this.server = server;
    this.resolvers = resolvers;
    this.#services = services;
    this.#wishes = {
      family: resolvePrefer === 'ipv4' ? 4 : 6,
      networks: networkList(resolveNetworks),
      allowsTwice: resolveOptions.has('allow-dup-ip'),
    };
    this.#resolution = undefined;
  }

  /** Follows a name from now on; false if it cannot be asked for. */
  follow(name: string, urgent: boolean): boolean {
    const type = this.#wishes.family === 4 ? 'A' : 'AAAA';
    const resolution = this.resolvers.link(name, type, this);
    if (resolution === undefined) return false;
    if (this.#resolution !== undefined && this.#resolution !== resolution)
      this.resolvers.unlink(this.#resolution, this);
    this.#resolution = resolution;
    this.server.fqdn = name;
    if (urgent) this.resolvers.trigger(resolution, true);
    return true;
  }

  /** Follows nothing. */
  release(): void {
    if (this.#resolution !== undefined) this.resolvers.unlink(this.#resolution, this);
    this.#resolution = undefined;
  }

  /** Asks again at once: checks found nobody at the address. */
  refresh(): void {
    if (this.#resolution !== undefined) this.resolvers.trigger(this.#resolution, true);
  }

  onAnswer(resolution: Resolution, source: AnswerSource | undefined): void {
    resolution.dropObsolete();
    const { server } = this;
    const records = [...resolution.records.values()].map(({ record }) => record as AddressRecord);
    const isTaken = (address: string) => isTakenBy(server, address) !== undefined;
    const address = pickAddress(records, this.#wishes, server.address, isTaken);
    if (address === undefined) {
      if (this.#services.setResolved(server, false, 'No IP for server ')) this.#services.changeAddress(server, '');
      return;
    }
    if (address !== server.address) {
      source?.counted('update');
      this.moveTo(address, source?.label ?? 'DNS cache');
    }
    this.#comeBack();
  }

  onFailure(resolution: Resolution): boolean {
    const { status } = resolution;
    if (status === 'none' || status === 'valid' || resolution.isHeld(this.resolvers.now())) return true;
    if (this.#services.setResolved(this.server, false, REASONS[status])) this.#services.changeAddress(this.server, '');
    return false;
  }

  /** Tells, and lets the server be reached elsewhere. */
  moveTo(address: string, by: string): void {
    const { server } = this;
    const before = server.address === '' ? '(none)' : server.address;
    this.#services.notice(
      server.proxy,
      `${server.proxy.name}/${server.name} changed its IP from ${before} to ${address} by ${by}.`,
    );
    this.#services.changeAddress(server, address);
  }

  #comeBack(): void {
    const { server } = this;
    if (!this.#services.setResolved(server, true, '')) return;
    const what = `Server ${server.proxy.name}/${server.name} administratively READY thanks to valid DNS answer.`;
    this.#services.notice(server.proxy, what);
  }
}

/** Another server of the backend with the same name that is in use at an address. */
function isTakenBy(server: Server, address: string): Server | undefined {
  const name = canonicalName(server.fqdn ?? '');
  return server.proxy.servers.find((other) => {
    if (other === server || other.fqdn === undefined || other.address !== address) return false;
    if ((other.admin & Admin.ResolutionMaintenance) !== 0 || canonicalName(other.fqdn) !== name) return false;
    // Services of one name differ by their ports.
    return other.srvName === undefined || other.port === server.port;
  });
}
