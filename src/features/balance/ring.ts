/** The ring of `hash-type consistent` and `random`: each server stands on it many times, by hashes of its id. */
import { avalanche } from '../../base/hash.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { effectiveWeight, usableServers } from './fleet.js';

/** Room of one server's places in the space of keys before hashing. */
const PLACES_PER_ID = 4096;

export class Ring {
  readonly #proxy: Proxy;
  #keys: Uint32Array | undefined;
  #servers: readonly Server[];
  #last: number;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#keys = undefined;
    this.#servers = [];
    this.#last = -1;
  }

  /** States or weights changed: the ring is made anew when it is next used. */
  invalidate(): void {
    this.#keys = undefined;
  }

  /** The server nearest to a hash in either direction; the one before it wins a tie. */
  nearest(hash: number): Server | undefined {
    const keys = this.#places();
    const { length } = keys;
    if (length === 0) return undefined;
    const after = this.#firstAtOrAbove(keys, hash) % length;
    const before = keys[after] === hash ? after : (after + length - 1) % length;
    const next = this.#servers[after]!;
    const previous = this.#servers[before]!;
    if (next === previous) return next;
    return (hash - keys[before]!) >>> 0 <= (keys[after]! - hash) >>> 0 ? previous : next;
  }

  /** The next server around the ring that is accepted: for requests without a key. */
  walk(accept: (server: Server) => boolean): Server | undefined {
    const { length } = this.#places();
    for (let step = 1; step <= length; step++) {
      const at = (this.#last + step) % length;
      const server = this.#servers[at]!;
      if (!accept(server)) continue;
      this.#last = at;
      return server;
    }
    return undefined;
  }

  #firstAtOrAbove(keys: Uint32Array, hash: number): number {
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #places(): Uint32Array {
    if (this.#keys) return this.#keys;
    const places: { key: number; server: Server }[] = [];
    for (const server of usableServers(this.#proxy)) {
      const count = effectiveWeight(server);
      for (let at = 0; at < count; at++) places.push({ key: avalanche(server.id * PLACES_PER_ID + at), server });
    }
    places.sort((a, b) => a.key - b.key);
    this.#servers = places.map(({ server }) => server);
    this.#keys = Uint32Array.from(places, ({ key }) => key);
    this.#last = -1;
    return this.#keys;
  }
}
