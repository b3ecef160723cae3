/** `except` lists of `option forwardfor` and `option originalto`: networks as numbers, tested per request. */
import net from 'node:net';
import type { Network } from '../../model/config/proxy.js';
import type { Endpoint } from '../../model/stream.js';

/** Whether an end of a connection lies in one of the networks. */
export type AddressFilter = (end: Endpoint) => boolean;

export function compileAddressFilter(networks: readonly Network[] | undefined): AddressFilter | undefined {
  if (networks === undefined || networks.length === 0) return undefined;
  // A list of each family, as a list of both finds mapped addresses in IPv4 networks, and haproxy 2.6 does not.
  const lists = { ipv4: new net.BlockList(), ipv6: new net.BlockList() };
  for (const { address, bits, family } of networks) {
    const type = family === 6 ? 'ipv6' : 'ipv4';
    lists[type].addSubnet(address, bits, type);
  }
  return ({ address, text }) => {
    const type = text.includes(':') ? 'ipv6' : 'ipv4';
    return address !== undefined && lists[type].check(text, type);
  };
}
