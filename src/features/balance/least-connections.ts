/** `leastconn`: the server with the fewest streams per weight; equals take turns. */
import { OrderedQueue, Ticket } from '../../base/ordered-queue.js';
import type { Balancer } from '../../catalog/entry.js';
import { isFull } from '../../model/capacity.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { effectiveWeight, soleBackup, usableServers } from './fleet.js';

/** Load of a server relative to its weight: nothing in flight is always 0. */
function load(server: Server): number {
  const inFlight = server.served + server.queued;
  return inFlight === 0 ? 0 : Math.floor(((inFlight + 1) * 4096) / effectiveWeight(server));
}

export class LeastConnections implements Balancer {
  readonly #proxy: Proxy;
  /** Servers that take traffic, lightest first; equals in order of their last change. */
  readonly #order: OrderedQueue<Server>;
  readonly #tickets: Map<Server, Ticket<Server>>;
  /** Weights that the keys were computed with. */
  readonly #weights: Map<Server, number>;
  readonly #passed: Ticket<Server>[];
  #started: boolean;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#order = new OrderedQueue();
    this.#tickets = new Map();
    this.#weights = new Map();
    this.#passed = [];
    this.#started = false;
  }

  start(): void {
    this.#started = true;
    this.#admit();
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    if (!this.#started) this.start();
    const backup = soleBackup(this.#proxy);
    if (backup) return backup;
    let avoided: Server | undefined;
    let chosen: Server | undefined;
    while (!chosen) {
      const { first } = this.#order;
      if (!first) break;
      const full = isFull(first);
      if (!full && first !== avoid) chosen = first;
      else {
        if (!full) avoided = first;
        const ticket = this.#tickets.get(first)!;
        this.#order.remove(ticket);
        this.#passed.push(ticket);
      }
    }
    for (let ticket = this.#passed.pop(); ticket; ticket = this.#passed.pop()) {
      this.#order.enter(ticket, ticket.key, ticket.arrival);
    }
    return chosen ?? avoided;
  }

  update(server: Server): void {
    this.#admit();
    const weight = this.#weights.get(server);
    if (weight !== undefined && weight !== effectiveWeight(server)) this.#move(server, this.#tickets.get(server)!);
  }

  taken(server: Server): void {
    const ticket = this.#tickets.get(server);
    if (ticket) this.#move(server, ticket);
  }

  released(server: Server): void {
    this.taken(server);
  }

  /** A server that moves goes behind its equals. */
  #move(server: Server, ticket: Ticket<Server>): void {
    this.#order.remove(ticket);
    this.#enter(server, ticket);
  }

  #enter(server: Server, ticket: Ticket<Server>): void {
    this.#weights.set(server, effectiveWeight(server));
    this.#order.add(ticket, load(server));
  }

  /** Those that stay keep their order; servers that come (back) stand behind their equals. */
  #admit(): void {
    const usable = new Set(usableServers(this.#proxy));
    for (const [server, ticket] of this.#tickets) {
      if (usable.has(server)) continue;
      this.#order.remove(ticket);
      this.#tickets.delete(server);
      this.#weights.delete(server);
    }
    for (const server of usable) {
      if (this.#tickets.has(server)) continue;
      const ticket = new Ticket(server);
      this.#tickets.set(server, ticket);
      this.#enter(server, ticket);
    }
  }
}
