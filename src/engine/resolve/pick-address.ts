/** Chooses the address of a server among the records of an answer (manual 5.2 `resolve-prefer`, `resolve-net`, `resolve-opts`). */
import { BlockList } from 'node:net';
import type { Network } from '../../model/config/proxy.js';
import type { AddressRecord } from './resolution.js';

export interface AddressWishes {
  readonly family: 4 | 6;
  readonly networks: BlockList | undefined;
  /** Another server of the backend may have the same address. */
  readonly allowsTwice: boolean;
}

/** Networks as something that says whether an address is in one of them. */
export function networkList(networks: readonly Network[]): BlockList | undefined {
  if (networks.length === 0) return undefined;
  const list = new BlockList();
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  return list;
}

/** What counts, the most important first: family, network, not taken by another server, the address of before. */
const SCORE = { family: 8, network: 4, free: 2, current: 1 } as const;

/**
 * The best address; the one of before wins among equals.
 * @returns undefined if there is none that may be used
 */
export function pickAddress(
  records: readonly AddressRecord[],
  wishes: AddressWishes,
  current: string,
  isTaken: (address: string) => boolean,
): string | undefined {
  let best: string | undefined;
  let bestScore = -1;
  for (const { address, type } of records) {
    const isV6 = type === 'AAAA';
    let score = isV6 === (wishes.family === 6) ? SCORE.family : 0;
    if (wishes.networks?.check(address, isV6 ? 'ipv6' : 'ipv4')) score += SCORE.network;
    if (!isTaken(address)) score += SCORE.free;
    else if (!wishes.allowsTwice) continue;
    if (address === current) score += SCORE.current;
    if (score <= bestScore) continue;
    best = address;
    bestScore = score;
  }
  return best;
}
