/** `leastconn`: the server with the fewest streams per weight; equals take turns. */
import type { Balancer } from '../../catalog/entry.js';
import { isFull } from '../../model/capacity.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { effectiveWeight, usableServers } from './fleet.js';

/** Load of a server relative to its weight: nothing in flight is always 0. */
function load(server: Server): number {
  const inFlight = server.served + server.queued;
  return inFlight === 0 ? 0 : Math.floor(((inFlight + 1) * 4096) / effectiveWeight(server));
}

export class LeastConnections implements Balancer {
  readonly #proxy: Proxy;
  /** Servers that take traffic, lightest first; equals in order of their last change. */
  #order: Server[];
  #keys: Map<Server, number>;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#order = [];
    this.#keys = new Map();
    this.#rebuild();
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    let avoided: Server | undefined;
    for (const server of this.#order) {
      if (isFull(server)) continue;
      if (server !== avoid) return server;
      avoided = server;
    }
    return avoided;
  }

  update(): void {
    this.#rebuild();
  }

  taken(server: Server): void {
    this.#move(server);
  }

  released(server: Server): void {
    this.#move(server);
  }

  /** A server that moves goes behind its equals. */
  #move(server: Server): void {
    const at = this.#order.indexOf(server);
    if (at < 0) return;
    this.#order.splice(at, 1);
    this.#insert(server);
  }

  #insert(server: Server): void {
    const key = load(server);
    this.#keys.set(server, key);
    let at = this.#order.length;
    while (at > 0 && this.#keys.get(this.#order[at - 1]!)! > key) at--;
    this.#order.splice(at, 0, server);
  }

  /** Keeps the order of those that stay; servers that come (back) stand behind their equals. */
  #rebuild(): void {
    const usable = usableServers(this.#proxy);
    const kept = this.#order.filter((server) => usable.includes(server));
    const added = usable.filter((server) => !kept.includes(server));
    this.#order = [];
    for (const server of [...kept, ...added]) this.#insert(server);
  }
}
