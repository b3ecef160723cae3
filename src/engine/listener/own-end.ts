/**
 * The end of clients' connections on this side. Where a listening socket has one address, it is the same for all of them:
 * the first client's serves, which saves the others a system call and three objects each.
 */
import net from 'node:net';
import type { SocketAddress } from '../../model/config/address.js';
import type { Endpoint } from '../../model/stream.js';
import { socketEndpoint } from '../endpoint.js';

/** Addresses that stand for all of the host, in any notation; `::ffff:0.0.0.0` as well. */
const WILDCARD = /^[0.:f]*$/i;

/** Whether all connections of the socket have its address. A transparent one takes those to other hosts too. */
export function hasOneAddress({ kind, host }: SocketAddress, isTransparent: boolean): boolean {
  return kind === 'tcp' && !isTransparent && net.isIP(host) !== 0 && !WILDCARD.test(host);
}

export class OwnEnd {
  readonly #isCommon: boolean;
  #known: Endpoint | undefined;

  constructor(isCommon: boolean) {
    this.#isCommon = isCommon;
    this.#known = undefined;
  }

  /** Of the connection of this socket; undefined where it has no address. */
  of(socket: net.Socket): Endpoint | undefined {
    if (this.#known !== undefined) return this.#known;
    if (socket.localAddress === undefined) return undefined;
    const end = socketEndpoint(socket.localAddress, socket.localPort);
    if (this.#isCommon) this.#known = end;
    return end;
  }
}
