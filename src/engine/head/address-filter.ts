/** `except` lists of `option forwardfor` and `option originalto`: networks as numbers, tested per request. */
import net from 'node:net';
import type { Network } from '../../model/config/proxy.js';
import type { Endpoint } from '../../model/stream.js';

/** Whether an end of a connection lies in one of the networks. */
export type AddressFilter = (end: Endpoint) => boolean;

export function compileAddressFilter(networks: readonly Network[] | undefined): AddressFilter | undefined {
  if (networks === undefined || networks.length === 0) return undefined;
  const list = new net.BlockList();
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  return ({ address, text }) => address !== undefined && list.check(text, text.includes(':') ? 'ipv6' : 'ipv4');
}
