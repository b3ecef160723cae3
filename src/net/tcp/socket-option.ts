/** Options of connected sockets that Node does not offer, through the C library. */
import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import { descriptorOf, setSocketOption } from '../../libc/socket-option.js';

export type { SocketOptions } from '../../libc/socket-option.js';

/** Type of service or netfilter mark of packets; false where the system refuses. */
export function setPacketOption(socket: net.Socket | TLSSocket, option: 'tos' | 'mark', value: number): boolean {
  const fd = descriptorOf(socket);
  if (fd === undefined) return false;
  const isV6 = option === 'tos' && socket.remoteFamily === 'IPv6';
  const outcome = setSocketOption(fd, isV6 ? 'v6-traffic-class' : option, value);
  return outcome.ok;
}
