/** `sticky`: one server until it goes down, then the next one; who comes back stands at the end (manual 4.2 `balance`). */
import type { Balancer } from '../../catalog/entry.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';

export class Sticky implements Balancer {
  readonly #proxy: Proxy;
  /** Servers that take traffic, in the order in which they came up; made when it is first needed. */
  #order: Server[] | undefined;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#order = undefined;
  }

  choose(): Server | undefined {
    this.#order ??= this.#proxy.servers.filter(({ usable }) => usable);
    return this.#order.find(({ config }) => !config.backup) ?? this.#order[0];
  }

  chooseForLine(): Server | undefined {
    return this.choose();
  }

  update(server: Server): void {
    if (this.#order === undefined) return;
    const isThere = this.#proxy.servers.includes(server) && server.usable;
    const at = this.#order.indexOf(server);
    if (!isThere && at >= 0) this.#order.splice(at, 1);
    else if (isThere && at < 0) this.#order.push(server);
  }
}
