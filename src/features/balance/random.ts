/** `random(<draws>)`: draws servers from the ring and takes the least loaded of them; the default since 3.x. */
import type { Balancer } from '../../catalog/entry.js';
import { isFull } from '../../model/capacity.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { Ring } from './ring.js';

export class Random implements Balancer {
  readonly #ring: Ring;
  readonly #draws: number;

  constructor(proxy: Proxy, draws: number) {
    this.#ring = new Ring(proxy);
    this.#draws = draws;
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    let best: Server | undefined;
    for (let draw = 0; draw < this.#draws; draw++) {
      const server = this.#draw(avoid);
      if (!server) return undefined;
      if (!best || server.served * best.weight < best.served * server.weight) best = server;
    }
    return best && !isFull(best) ? best : undefined;
  }

  update(): void {
    this.#ring.invalidate();
  }

  #draw(avoid: Server | undefined): Server | undefined {
    const server = this.#ring.nearest(Math.floor(Math.random() * 0x1_0000_0000));
    if (server !== avoid) return server;
    return this.#ring.walk((other) => other !== avoid) ?? server;
  }
}
