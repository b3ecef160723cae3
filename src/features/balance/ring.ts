/** The ring of `hash-type consistent` and `random`: each server stands on it many times, by hashes of its `hash-key`. */
import { avalanche } from '../../base/hash.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { effectiveWeight, usableServers } from './fleet.js';
import { ringKey } from './ring-key.js';

/** Servers a ring can tell apart: hash and server together are one exact number while they are sorted. */
const SERVER_RANGE = 2 ** 20;

/** What a server stands on the ring with. */
interface Stand {
  readonly server: Server;
  start: number;
  count: number;
}

export class Ring {
  readonly #proxy: Proxy;
  /** By number; servers keep theirs as long as the ring lives, and equal places stand in order of it. */
  readonly #stands: Stand[];
  readonly #numbers: Map<Server, number>;
  /** Places around the ring, ascending, and the number of the server that stands on each. */
  #keys: Uint32Array;
  #owners: Uint32Array;
  #stale: boolean;
  #last: number;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#stands = [];
    this.#numbers = new Map();
    this.#keys = new Uint32Array(0);
    this.#owners = new Uint32Array(0);
    this.#stale = true;
    this.#last = -1;
  }

  /** States, weights or addresses changed: who is concerned moves when the ring is next used. */
  invalidate(): void {
    this.#stale = true;
  }

  /** The server nearest to a hash in either direction; the one before it wins a tie. */
  nearest(hash: number): Server | undefined {
    const keys = this.#current();
    return keys.length === 0 ? undefined : this.#serverAt(this.#nearestPlace(keys, hash));
  }

  /** The nearest server that is accepted, else the next one around the ring; the last one of the round if none is. */
  nearestOf(hash: number, accept: (server: Server) => boolean): Server | undefined {
    const keys = this.#current();
    const { length } = keys;
    if (length === 0) return undefined;
    const first = this.#nearestPlace(keys, hash);
    let server = this.#serverAt(first);
    for (let step = 1; step < length && !accept(server); step++) server = this.#serverAt((first + step) % length);
    return server;
  }

  /** The next server around the ring that is accepted: for requests without a key. */
  walk(accept: (server: Server) => boolean): Server | undefined {
    const { length } = this.#current();
    for (let step = 1; step <= length; step++) {
      const at = (this.#last + step) % length;
      const server = this.#serverAt(at);
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

  #serverAt(place: number): Server {
    return this.#stands[this.#owners[place]!]!.server;
  }

  #current(): Uint32Array {
    if (!this.#stale) return this.#keys;
    this.#stale = false;
    const moved = this.#moved();
    if (moved.size === 0) return this.#keys;
    const added: number[] = [];
    for (const number of moved) {
      const { start, count } = this.#stands[number]!;
      for (let at = 0; at < count; at++) added.push(avalanche((start + at) >>> 0) * SERVER_RANGE + number);
    }
    this.#merge(moved, Float64Array.from(added).sort());
    this.#last = -1;
    return this.#keys;
  }

  /** Takes the moved servers off the ring and puts the added places (hash and number) in. */
  #merge(moved: ReadonlySet<number>, added: Float64Array): void {
    const gone = new Uint8Array(this.#stands.length);
    for (const number of moved) gone[number] = 1;
    const before = this.#keys;
    const ownersBefore = this.#owners;
    const keys = new Uint32Array(before.length + added.length);
    const owners = new Uint32Array(keys.length);
    let length = 0;
    let next = 0;
    for (let at = 0; at <= before.length; at++) {
      const limit = at < before.length ? before[at]! * SERVER_RANGE + ownersBefore[at]! : Number.POSITIVE_INFINITY;
      if (at < before.length && gone[ownersBefore[at]!] === 1) continue;
      for (; next < added.length && added[next]! < limit; next++) {
        keys[length] = Math.floor(added[next]! / SERVER_RANGE);
        owners[length++] = added[next]! % SERVER_RANGE;
      }
      if (at === before.length) break;
      keys[length] = before[at]!;
      owners[length++] = ownersBefore[at]!;
    }
    this.#keys = keys.slice(0, length);
    this.#owners = owners.slice(0, length);
  }

  /** Numbers of servers that came, left, or stand on other places than before. */
  #moved(): Set<number> {
    const usable = new Set(usableServers(this.#proxy));
    const moved = new Set<number>();
    this.#enlist(this.#proxy.servers.filter((server) => !this.#numbers.has(server)));
    for (const [number, stand] of this.#stands.entries()) {
      const count = usable.has(stand.server) ? effectiveWeight(stand.server) : 0;
      const start = ringKey(stand.server);
      if (count === stand.count && (start === stand.start || count === 0)) continue;
      stand.count = count;
      stand.start = start;
      moved.add(number);
    }
    return moved;
  }

  /** Gives servers numbers, first those of servers that left the backend and the ring. */
  #enlist(servers: readonly Server[]): void {
    if (servers.length === 0) return;
    const members = new Set(this.#proxy.servers);
    const vacant = [...this.#numbers].filter(([server, at]) => this.#stands[at]!.count === 0 && !members.has(server));
    for (const server of servers) {
      const [left, number = this.#stands.length] = vacant.pop() ?? [];
      if (left) this.#numbers.delete(left);
      this.#numbers.set(server, number);
      this.#stands[number] = { server, start: 0, count: 0 };
    }
  }
}
