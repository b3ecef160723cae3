/**
 * A service (`_http._tcp.name`) whose records are spread over the servers that name it (manual 5.3.1): each record is one
 * server with a name, a port and a weight; servers without a record are in maintenance.
 */
import { Admin } from '../../model/server.js';
import type { AnswerSource, KnownRecord, Requester, Resolution, ServiceRecord } from './resolution.js';
import type { Resolvers } from './resolvers.js';
import type { ServerName, ServerNameServices } from './server-name.js';

const GONE = 'entry removed from SRV record';

/** DNS knows weights from 0 to 65535, balancing those from 0 to 256; 0 stays 0. */
function balanceWeight(weight: number): number {
  return Math.floor((weight + 255) / 256);
}

export class ServiceName implements Requester {
  readonly name: string;
  readonly #resolvers: Resolvers;
  readonly #services: ServerNameServices;
  readonly #slots: ServerName[];
  /** Slots that have a record, by target and port. */
  readonly #taken: Map<string, ServerName>;
  #resolution: Resolution | undefined;

  constructor(name: string, resolvers: Resolvers, services: ServerNameServices) {
    this.name = name;
    this.#resolvers = resolvers;
    this.#services = services;
    this.#slots = [];
    this.#taken = new Map();
    this.#resolution = undefined;
  }

  /** A server that may be one of the service. */
  add(slot: ServerName): void {
    this.#slots.push(slot);
    this.#resolution ??= this.#resolvers.link(this.name, 'SRV', this);
  }

  /** A server is gone. */
  remove(slot: ServerName): void {
    const at = this.#slots.indexOf(slot);
    if (at >= 0) this.#slots.splice(at, 1);
    for (const [key, taken] of this.#taken) if (taken === slot) this.#taken.delete(key);
    if (this.#slots.length > 0 || this.#resolution === undefined) return;
    this.#resolvers.unlink(this.#resolution, this);
    this.#resolution = undefined;
  }

  onAnswer(resolution: Resolution, _source: AnswerSource | undefined): void {
    for (const { record } of resolution.dropObsolete()) this.#free(keyOf(record as ServiceRecord));
    for (const known of resolution.records.values()) this.#use(known);
  }

  onFailure(resolution: Resolution): boolean {
    if (resolution.isHeld(this.#resolvers.now())) return true;
    for (const key of [...this.#taken.keys()]) this.#free(key);
    return false;
  }

  #use(known: KnownRecord): void {
    const record = known.record as ServiceRecord;
    const key = keyOf(record);
    let slot = this.#taken.get(key);
    if (slot === undefined) {
      slot = this.#slots.find(({ server }) => server.fqdn === undefined);
      if (slot === undefined) return;
      this.#taken.set(key, slot);
      this.#occupy(slot, known);
    }
    const { server } = slot;
    const weight = balanceWeight(record.weight);
    if (!server.config.resolveOptions.has('ignore-weight') && weight !== server.weight)
      this.#services.setWeight(server, weight);
  }

  #occupy(slot: ServerName, { record, address }: KnownRecord): void {
    const { server } = slot;
    const { port, target } = record as ServiceRecord;
    server.port = port;
    if (address !== undefined) slot.moveTo(address.address, 'DNS additional record');
    const what = `${server.proxy.name}/${server.name} changed its FQDN from (null) to ${target} by 'SRV record'`;
    this.#services.notice(server.proxy, what, true);
    server.admin |= Admin.HostnameMaintenance;
    server.fqdn = target;
    if (address !== undefined) this.#services.setResolved(server, true, '');
    else slot.follow(target, true);
  }

  #free(key: string): void {
    const slot = this.#taken.get(key);
    if (slot === undefined) return;
    this.#taken.delete(key);
    const { server } = slot;
    slot.release();
    this.#services.setResolved(server, false, GONE);
    server.fqdn = undefined;
    server.port = 0;
    this.#services.changeAddress(server, '');
  }
}

function keyOf({ target, port }: ServiceRecord): string {
  return `${target}:${port}`;
}
