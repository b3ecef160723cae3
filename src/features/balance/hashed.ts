/** Algorithms that choose by a hash of something of the request: `source`, `uri`, `hdr`, `url_param`, `hash`, ... */

import { avalanche, crc32, djb2, sdbm, wt6 } from '../../base/hash.js';
import type { Balancer } from '../../catalog/entry.js';
import { isFull, isQueueFull } from '../../model/capacity.js';
import type { HashAffinity, HashConfig } from '../../model/config/proxy.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import type { Stream } from '../../model/stream.js';
import { LoadBound } from './load-bound.js';
import { Ring } from './ring.js';
import { StaticMap } from './static-map.js';
import { StaticRoundRobin } from './static-rr.js';

/** The hash of a stream's key, or undefined if it has none. */
export type StreamHash = (stream: Stream) => number | undefined;

const DEFAULT: HashConfig = { method: 'map-based', function: 'sdbm', avalanche: false };

const FUNCTIONS = { sdbm, djb2, wt6, crc32, none: keyAsNumber } as const;

/** `hash-type ... none`: the key is a number already. */
function keyAsNumber(bytes: string): number {
  const number = Number.parseInt(bytes, 10);
  return Number.isNaN(number) ? 0 : number >>> 0;
}

/** The hash function of a backend for keys that are bytes. */
export function hashOfBytes(proxy: Proxy): (bytes: string) => number {
  const { function: name, avalanche: mixed } = proxy.config.hash ?? DEFAULT;
  const hash = FUNCTIONS[name];
  return mixed ? (bytes) => avalanche(hash(bytes)) : hash;
}

/** Finishes a hash that was computed from a number. */
export function hashOfNumber(proxy: Proxy): (value: number) => number {
  const { avalanche: mixed } = proxy.config.hash ?? DEFAULT;
  return mixed ? avalanche : (value) => value >>> 0;
}

/** A static table: most keys move when the number of servers changes. */
class MapHashed implements Balancer {
  readonly #hash: StreamHash;
  readonly #map: StaticMap;
  readonly #turns: StaticRoundRobin;

  constructor(proxy: Proxy, hash: StreamHash) {
    this.#hash = hash;
    this.#map = new StaticMap(proxy);
    this.#turns = new StaticRoundRobin(proxy, this.#map);
  }

  start(): void {
    this.#map.start();
  }

  choose(stream: Stream, avoid: Server | undefined): Server | undefined {
    const hash = this.#hash(stream);
    const { slots } = this.#map;
    if (hash === undefined || slots.length === 0) return this.#turns.choose(stream, avoid);
    return slots[hash % slots.length];
  }

  update(): void {
    this.#map.invalidate();
  }
}

/** A ring: only the keys of the server that came or went move. */
class RingHashed implements Balancer {
  readonly #hash: StreamHash;
  readonly #ring: Ring;
  readonly #bound: LoadBound | undefined;
  readonly #affinity: HashAffinity;
  #avoided: Server | undefined;
  readonly #accepts: (server: Server) => boolean;

  constructor(proxy: Proxy, hash: StreamHash) {
    const { hashBalanceFactor, hashAffinity } = proxy.config;
    this.#hash = hash;
    this.#ring = new Ring(proxy);
    this.#bound = hashBalanceFactor > 0 ? new LoadBound(proxy, hashBalanceFactor) : undefined;
    this.#affinity = hashAffinity;
    this.#avoided = undefined;
    this.#accepts = (server) => this.#takes(server);
  }

  choose(stream: Stream, avoid: Server | undefined): Server | undefined {
    const hash = this.#hash(stream);
    if (hash === undefined) return this.#ring.walk((server) => server !== avoid && !isFull(server));
    this.#avoided = avoid;
    return this.#ring.nearestOf(hash, this.#accepts);
  }

  update(): void {
    this.#ring.invalidate();
    this.#bound?.invalidate();
  }

  taken(): void {
    this.#bound?.taken();
  }

  released(): void {
    this.#bound?.released();
  }

  #takes(server: Server): boolean {
    if (server === this.#avoided || this.#bound?.allows(server) === false) return false;
    if (this.#affinity === 'always') return true;
    return this.#affinity === 'maxconn' ? !isFull(server) : !isQueueFull(server);
  }
}

/** Builds the chooser that the backend's `hash-type` asks for. */
export function createHashed(proxy: Proxy, hash: StreamHash): Balancer {
  const consistent = proxy.config.hash?.method === 'consistent';
  return consistent ? new RingHashed(proxy, hash) : new MapHashed(proxy, hash);
}
