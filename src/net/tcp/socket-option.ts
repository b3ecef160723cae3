/** Options of connected sockets that Node does not offer, through the C library. */
import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import { descriptorOf, setSocketOption } from '../../libc/socket-option.js';
import { readTcpInfo } from '../../libc/tcp-info.js';
import type { TcpMeasures } from '../../model/tcp-measures.js';

export type { SocketOptions } from '../../libc/socket-option.js';

/** Type of service or netfilter mark of packets; false where the system refuses. */
export function setPacketOption(socket: net.Socket | TLSSocket, option: 'tos' | 'mark', value: number): boolean {
  const fd = descriptorOf(socket);
  if (fd === undefined) return false;
  const isV6 = option === 'tos' && socket.remoteFamily === 'IPv6';
  const outcome = setSocketOption(fd, isV6 ? 'v6-traffic-class' : option, value);
  return outcome.ok;
}

/** What the kernel measures of the connection; undefined where it is closed, not TCP, or the system is another one. */
export function measureTcp(socket: net.Socket | TLSSocket): TcpMeasures | undefined {
  const fd = descriptorOf(socket);
  const info = fd === undefined ? undefined : readTcpInfo(fd);
  return info?.ok ? info.value : undefined;
}

/** What Node's `resetAndDestroy` sets before it closes. */
type Resettable = net.Socket & { resetAndClosing?: boolean };

/**
 * Prepares a connection to disappear when it is closed: the peer is not told. The kernel forgets it without a packet where
 * the process has the right to ask for that; otherwise, and with `resetTtl`, a reset is sent that does not get far.
 */
export function makeVanish(socket: net.Socket, resetTtl?: number): void {
  const fd = descriptorOf(socket);
  if (fd === undefined) return;
  if (resetTtl === undefined && setSocketOption(fd, 'repair', 1).ok) return;
  setSocketOption(fd, socket.remoteFamily === 'IPv6' ? 'v6-hop-limit' : 'time-to-live', resetTtl ?? 1);
  (socket as Resettable).resetAndClosing = true;
}
