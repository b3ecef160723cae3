/** What all algorithms share: which servers of a backend take traffic now, and which of them are full. */
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';

/** HAProxy works with sixteenths of the configured weight, so that slow start has steps to climb. */
export const WEIGHT_SCALE = 16;

/** Weight in sixteenths. */
export function effectiveWeight(server: Server): number {
  return server.weight * WEIGHT_SCALE;
}

/** Concurrent streams that a server takes at the current load of its backend (`minconn`, `maxconn`, `fullconn`). */
export function dynamicMaxconn(server: Server): number {
  const { minconn } = server.config;
  const { maxconn } = server;
  const { fullconn } = server.proxy.config;
  if (minconn === 0 || fullconn === 0 || minconn >= maxconn) return maxconn;
  const scaled = Math.floor((server.proxy.backendConnections * maxconn) / fullconn);
  return Math.min(maxconn, Math.max(minconn, scaled));
}

/** Whether a server has all the streams it may have, or others wait for it already. */
export function isFull(server: Server): boolean {
  return server.maxconn > 0 && (server.queued > 0 || server.served >= dynamicMaxconn(server));
}

/** Servers that take traffic now: the active ones, or the backups (the first one unless `allbackups`). */
export function usableServers(proxy: Proxy): readonly Server[] {
  const active = proxy.servers.filter((server) => !server.config.backup && server.usable);
  if (active.length > 0) return active;
  const backup = proxy.servers.filter((server) => server.config.backup && server.usable);
  return proxy.config.options.get('allbackups') ? backup : backup.slice(0, 1);
}
