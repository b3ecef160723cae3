/** `random(<draws>)`: draws servers from the ring and takes the least loaded of them; the default since 3.x. */
import { nowMs } from '../../base/clock.js';
import type { Balancer } from '../../catalog/entry.js';
import { isFull } from '../../model/capacity.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { LoadBound } from './load-bound.js';
import { Ring } from './ring.js';

export class Random implements Balancer {
  readonly #ring: Ring;
  readonly #draws: number;
  readonly #bound: LoadBound | undefined;
  #avoided: Server | undefined;
  readonly #accepts: (server: Server) => boolean;

  constructor(proxy: Proxy, draws: number) {
    const { hashBalanceFactor } = proxy.config;
    this.#ring = new Ring(proxy);
    this.#draws = draws;
    this.#bound = hashBalanceFactor > 0 ? new LoadBound(proxy, hashBalanceFactor) : undefined;
    this.#avoided = undefined;
    this.#accepts = (server) => server !== this.#avoided && this.#bound?.allows(server) !== false;
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    this.#avoided = avoid;
    let best: Server | undefined;
    for (let draw = 0; draw < this.#draws; draw++) {
      const server = this.#ring.nearestOf(Math.floor(Math.random() * 0x1_0000_0000), this.#accepts);
      if (!server) return undefined;
      if (!best || isLighter(server, best)) best = server;
    }
    return best && !isFull(best) ? best : undefined;
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
}

/** Fewer streams per weight; among equals fewer sessions within the last second, as idle farms tie all the time. */
function isLighter(server: Server, best: Server): boolean {
  const load = server.served * best.weight;
  const bestLoad = best.served * server.weight;
  if (load !== bestLoad) return load < bestLoad;
  return recentRate(server) * best.weight < recentRate(best) * server.weight;
}

function recentRate({ counters }: Server): number {
  return counters.sessionRate?.read(nowMs()) ?? 0;
}
