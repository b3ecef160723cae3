/** `hash-balance-factor`: no server gets more than its share of the streams in flight, times a factor (manual 4.2). */
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { effectiveWeight, usableServers } from './fleet.js';

/** All streams in flight and the one to come, times the factor, are places; servers have them by weight, each at least one. */
export class LoadBound {
  readonly #proxy: Proxy;
  readonly #percent: number;
  #inFlight: number;
  /** Where the share of each server starts, in units of weight; a weight that changes later moves nobody (haproxy 2.6). */
  #starts: ReadonlyMap<Server, number>;
  #totalWeight: number;

  /** @param percent more than 100 */
  constructor(proxy: Proxy, percent: number) {
    this.#proxy = proxy;
    this.#percent = percent;
    this.#inFlight = proxy.servers.reduce((sum, { served }) => sum + served, 0);
    this.#starts = new Map();
    this.#totalWeight = 0;
    this.invalidate();
  }

  allows(server: Server): boolean {
    const start = this.#starts.get(server);
    if (start === undefined) return false;
    const places = Math.ceil(((this.#inFlight + 1) * this.#percent) / 100);
    // What does not divide is spread along the list of servers, so that the shares add up to all places.
    const upTo = (weight: number) => Math.floor((weight * places) / this.#totalWeight);
    return server.served < Math.max(1, upTo(start + effectiveWeight(server)) - upTo(start));
  }

  taken(): void {
    this.#inFlight++;
  }

  released(): void {
    this.#inFlight--;
  }

  /** States or weights changed. */
  invalidate(): void {
    const usable = usableServers(this.#proxy);
    this.#totalWeight = usable.reduce((sum, server) => sum + effectiveWeight(server), 0);
    if (usable.length === this.#starts.size && usable.every((server) => this.#starts.has(server))) return;
    let from = 0;
    const starts = new Map<Server, number>();
    for (const server of usable) {
      starts.set(server, from);
      from += effectiveWeight(server);
    }
    this.#starts = starts;
  }
}
