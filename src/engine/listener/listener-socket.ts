/** Options of listening sockets that `bind` words and keep-alive settings ask for (manual 4.2 `clitcpka-*`, 5.1). */
import type { SocketAddress } from '../../model/config/address.js';
import type { BindConfig } from '../../model/config/bind.js';
import type { SocketOptions } from '../../net/tcp/index.js';
import type { LiveProxy } from '../proxy/live-proxy.js';

/** Accepted sockets take all of them over. Empty if there are none. */
export function listenerSocketOptions(bind: BindConfig, { family }: SocketAddress, frontend: LiveProxy): SocketOptions {
  const { count, idleS, intervalS } = frontend.config.clientKeepAlive;
  const probes = frontend.keepsClientsAlive;
  return {
    ...(bind.interface === undefined ? {} : { interface: bind.interface }),
    ...(bind.transparent ? { [family === 6 ? 'v6-transparent' : 'transparent']: 1 } : {}),
    ...(bind.mss === undefined ? {} : { 'max-segment': Math.abs(bind.mss) }),
    ...(bind.tcpUserTimeoutMs === undefined ? {} : { 'user-timeout-ms': bind.tcpUserTimeoutMs }),
    ...(bind.deferAccept ? { 'defer-accept-s': 1 } : {}),
    ...(bind.tfo ? { 'fast-open': bind.backlog ?? frontend.config.backlog ?? TFO_QUEUE } : {}),
    ...(probes && count !== undefined ? { 'keepalive-count': count } : {}),
    ...(probes && idleS !== undefined ? { 'keepalive-idle-s': idleS } : {}),
    ...(probes && intervalS !== undefined ? { 'keepalive-interval-s': intervalS } : {}),
  };
}

/** Requests of TCP fast open that may be pending. */
const TFO_QUEUE = 512;
