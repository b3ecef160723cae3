/** Servers of log backends, line by line (manual 4.2 `balance` in mode log): weights and loads do not count. */
import type { Balancer } from '../../catalog/entry.js';
import type { CompileSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import { castToBytes } from '../../model/cast.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { usableServers } from './fleet.js';
import { hashOfBytes } from './hashed.js';

/** An index below `count`, for a line without its header. */
type PickIndex = (line: string, count: number) => number;

class LineBalancer implements Balancer {
  readonly #proxy: Proxy;
  readonly #pick: PickIndex;
  #usable: readonly Server[] | undefined;

  constructor(proxy: Proxy, pick: PickIndex) {
    this.#proxy = proxy;
    this.#pick = pick;
    this.#usable = undefined;
  }

  /** Log backends have no streams. */
  choose(): Server | undefined {
    return undefined;
  }

  chooseForLine(line: string): Server | undefined {
    this.#usable ??= usableServers(this.#proxy);
    const { length } = this.#usable;
    return length === 0 ? undefined : this.#usable[this.#pick(line, length)];
  }

  update(): void {
    this.#usable = undefined;
  }
}

/** `roundrobin`. */
export function roundRobinLines(proxy: Proxy): Balancer {
  let at = -1;
  return new LineBalancer(proxy, (_line, count) => {
    at = at + 1 >= count ? 0 : at + 1;
    return at;
  });
}

/** `random`: the number of draws says nothing where there is no load. */
export function randomLines(proxy: Proxy): Balancer {
  return new LineBalancer(proxy, (_line, count) => Math.floor(Math.random() * count));
}

/** `log-hash <converters>`: lines without a key go to the first server. */
export function hashedLines(proxy: Proxy, converters: ArgText, site: CompileSite): Balancer | undefined {
  const convert = site.compileConverters?.(converters, 'str');
  if (convert === undefined) return undefined;
  const hash = hashOfBytes(proxy);
  return new LineBalancer(proxy, (line, count) => {
    const key = convert(line);
    return key === undefined ? 0 : hash(castToBytes(key)) % count;
  });
}
