/** `first`: the first server by id that has a free slot. */
import type { Balancer } from '../../catalog/entry.js';
import { isFull } from '../../model/capacity.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { soleBackup, usableServers } from './fleet.js';

export class First implements Balancer {
  readonly #proxy: Proxy;
  /** Those that take traffic by id; undefined after a change. */
  #servers: readonly Server[] | undefined;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#servers = undefined;
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    const backup = soleBackup(this.#proxy);
    if (backup) return backup;
    this.#servers ??= [...usableServers(this.#proxy)].sort((a, b) => a.id - b.id);
    let avoided: Server | undefined;
    for (const server of this.#servers) {
      if (isFull(server)) continue;
      if (server !== avoid) return server;
      avoided = server;
    }
    return avoided;
  }

  update(): void {
    this.#servers = undefined;
  }
}
