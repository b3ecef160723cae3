/** `static-rr`: round robin over a static table. */
import type { Balancer } from '../../catalog/entry.js';
import { isFull } from '../../model/capacity.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { StaticMap } from './static-map.js';

export class StaticRoundRobin implements Balancer {
  readonly #map: StaticMap;
  #index: number;

  constructor(proxy: Proxy, map = new StaticMap(proxy)) {
    this.#map = map;
    this.#index = 0;
  }

  start(): void {
    this.#map.start();
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    const { slots } = this.#map;
    let avoided = -1;
    for (let step = 0; step < slots.length; step++) {
      const at = (this.#index + step) % slots.length;
      const server = slots[at]!;
      if (isFull(server)) continue;
      if (server !== avoid) return this.#take(at, slots);
      avoided = at;
    }
    return avoided < 0 ? undefined : this.#take(avoided, slots);
  }

  update(): void {
    this.#map.invalidate();
  }

  #take(at: number, slots: readonly Server[]): Server {
    this.#index = at + 1 >= slots.length ? 0 : at + 1;
    return slots[at]!;
  }
}
