/** The ring of `hash-type consistent` and `random`: each server stands on it many times, by hashes of its `hash-key`. */
import { avalanche } from '../../base/hash.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { effectiveWeight, usableServers } from './fleet.js';
import { ringKey } from './ring-key.js';

/** Servers a ring can tell apart: hash and server together are one exact number while they are sorted. */
const SERVER_RANGE = 2 ** 20;

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
    return keys.length === 0 ? undefined : this.#servers[this.#nearestPlace(keys, hash)];
  }

  /** The nearest server that is accepted, else the next one around the ring; the last one of the round if none is. */
  nearestOf(hash: number, accept: (server: Server) => boolean): Server | undefined {
    const keys = this.#places();
    const { length } = keys;
    if (length === 0) return undefined;
    const first = this.#nearestPlace(keys, hash);
    let server = this.#servers[first]!;
    for (let step = 1; step < length && !accept(server); step++) server = this.#servers[(first + step) % length]!;
    return server;
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

  #nearestPlace(keys: Uint32Array, hash: number): number {
    const { length } = keys;
    const after = this.#firstAtOrAbove(keys, hash) % length;
    const before = keys[after] === hash ? after : (after + length - 1) % length;
    if (this.#servers[after] === this.#servers[before]) return after;
    return (hash - keys[before]!) >>> 0 <= (keys[after]! - hash) >>> 0 ? before : after;
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
    const servers = usableServers(this.#proxy);
    const places: number[] = [];
    for (const [index, server] of servers.entries()) {
      const count = effectiveWeight(server);
      const start = ringKey(server);
      for (let at = 0; at < count; at++) places.push(avalanche((start + at) >>> 0) * SERVER_RANGE + index);
    }
    const sorted = Float64Array.from(places).sort();
    this.#servers = Array.from(sorted, (place) => servers[place % SERVER_RANGE]!);
    this.#keys = Uint32Array.from(sorted, (place) => Math.floor(place / SERVER_RANGE));
    this.#last = -1;
    return this.#keys;
  }
}
