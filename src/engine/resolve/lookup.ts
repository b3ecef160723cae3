/** One name that a rule waits for (manual 4.4 `do-resolve`). */
import { parseIp } from '../../model/ip.js';
import type { PendingLookup } from '../../model/name-lookup.js';
import type { Ipv4, Ipv6 } from '../../model/value.js';
import { pickAddress } from './pick-address.js';
import type { AddressRecord, Requester, Resolution } from './resolution.js';
import type { Resolvers } from './resolvers.js';

export class Lookup implements Requester, PendingLookup {
  done: boolean;
  address: Ipv4 | Ipv6 | undefined;
  readonly #resolvers: Resolvers;
  readonly #family: 4 | 6;
  #onDone: (() => void) | undefined;

  constructor(resolvers: Resolvers, name: string, family: 4 | 6, onDone: () => void) {
    this.done = false;
    this.address = undefined;
    this.#resolvers = resolvers;
    this.#family = family;
    this.#onDone = undefined;
    const resolution = resolvers.link(name, family === 4 ? 'A' : 'AAAA', this);
    if (resolution === undefined) this.done = true;
    else if (resolution.isFresh(resolvers.now())) this.#end(resolution, true);
    else {
      resolvers.trigger(resolution, false);
      this.#onDone = onDone;
    }
  }

  onAnswer(resolution: Resolution): void {
    this.#end(resolution, true);
  }

  onFailure(resolution: Resolution): boolean {
    this.#end(resolution, false);
    return false;
  }

  #end(resolution: Resolution, isValid: boolean): void {
    this.#resolvers.unlink(resolution, this);
    if (isValid) this.address = this.#pick(resolution);
    this.done = true;
    this.#onDone?.();
  }

  #pick(resolution: Resolution): Ipv4 | Ipv6 | undefined {
    resolution.dropObsolete();
    const records = [...resolution.records.values()].map(({ record }) => record as AddressRecord);
    const wishes = { family: this.#family, networks: undefined, allowsTwice: true } as const;
    const text = pickAddress(records, wishes, '', () => false);
    return text === undefined ? undefined : parseIp(text);
  }
}
