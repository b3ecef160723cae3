/** The static table of `static-rr` and of `hash-type map-based`: weights are spread over slots when states change. */

import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { usableServers } from './fleet.js';

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** A table with as many slots as the sum of reduced weights, each server's slots spread evenly. */
export class StaticMap {
  readonly #proxy: Proxy;
  readonly #divisor: number;
  #slots: readonly Server[] | undefined;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#divisor = proxy.servers.reduce((divisor, { weight }) => greatestDivisor(divisor, weight), 0) || 1;
    this.#slots = undefined;
  }

  /** States changed: the table is made anew when it is next used. */
  invalidate(): void {
    this.#slots = undefined;
  }

  get slots(): readonly Server[] {
    this.#slots ??= this.#spread();
    return this.#slots;
  }

  #spread(): readonly Server[] {
    const servers = usableServers(this.#proxy);
    const weights = servers.map(({ weight }) => Math.ceil(weight / this.#divisor));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 1) return servers;
    const scores = weights.map(() => 0);
    const slots: Server[] = [];
    for (let slot = 0; slot < total; slot++) {
      // Whole turns are compared, so that among equals the first declared server comes first.
      let best = 0;
      let most = -1;
      for (let at = 0; at < servers.length; at++) {
        scores[at]! += weights[at]!;
        const turns = Math.trunc((scores[at]! + total) / total);
        if (turns <= most) continue;
        most = turns;
        best = at;
      }
      scores[best]! -= total;
      slots.push(servers[best]!);
    }
    return slots;
  }
}
