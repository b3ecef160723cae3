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

/** Where a server stands in the order. */
interface Place {
  readonly server: Server;
  key: number;
  /** Grows with every move: equals stand in order of their last one. */
  turn: number;
  weight: number;
}

export class LeastConnections implements Balancer {
  readonly #proxy: Proxy;
  /** Servers that take traffic, lightest first; equals in order of their last change. */
  #order: Place[];
  readonly #places: Map<Server, Place>;
  #turns: number;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#order = [];
    this.#places = new Map();
    this.#turns = 0;
    this.#admit();
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    let avoided: Server | undefined;
    for (const { server } of this.#order) {
      if (isFull(server)) continue;
      if (server !== avoid) return server;
      avoided = server;
    }
    return avoided;
  }

  update(server: Server): void {
    this.#admit();
    const place = this.#places.get(server);
    if (place && place.weight !== effectiveWeight(server)) this.#move(place);
  }

  taken(server: Server): void {
    const place = this.#places.get(server);
    if (place) this.#move(place);
  }

  released(server: Server): void {
    this.taken(server);
  }

  /** A server that moves goes behind its equals. */
  #move(place: Place): void {
    this.#order.splice(this.#indexOf(place), 1);
    this.#insert(place);
  }

  #insert(place: Place): void {
    place.weight = effectiveWeight(place.server);
    place.key = load(place.server);
    place.turn = ++this.#turns;
    this.#order.splice(this.#indexOf(place), 0, place);
  }

  /** Where a place stands, or would stand. */
  #indexOf({ key, turn }: Place): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#order[middle]!;
      if (other.key < key || (other.key === key && other.turn < turn)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Those that stay keep their order; servers that come (back) stand behind their equals. */
  #admit(): void {
    const usable = new Set(usableServers(this.#proxy));
    this.#order = this.#order.filter(({ server }) => usable.has(server));
    for (const server of this.#places.keys()) if (!usable.has(server)) this.#places.delete(server);
    for (const server of usable) {
      if (this.#places.has(server)) continue;
      const place: Place = { server, key: 0, turn: 0, weight: 0 };
      this.#places.set(server, place);
      this.#insert(place);
    }
  }
}
