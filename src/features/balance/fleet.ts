/** What all algorithms share: which servers of a backend take traffic now, and with what weight. */
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';

/** HAProxy works with sixteenths of the configured weight, so that slow start has steps to climb. */
export const WEIGHT_SCALE = 16;

/** Weight in sixteenths, as far as slow start lets it grow. */
export function effectiveWeight(server: Server): number {
  return server.weight * server.ramp;
}

/**
 * The backup that stands in alone: no active server takes traffic, and `allbackups` is not set. It is chosen even while it
 * is full (haproxy 2.6), so that streams wait for it and not for the backend.
 */
export function soleBackup(proxy: Proxy): Server | undefined {
  if (proxy.activeServers > 0 || proxy.config.options.get('allbackups')) return undefined;
  return proxy.servers.find((server) => server.config.backup && server.usable);
}

/** Servers that take traffic now: the active ones, or the backups (the first one unless `allbackups`). */
export function usableServers(proxy: Proxy): readonly Server[] {
  const active = proxy.servers.filter((server) => !server.config.backup && server.usable);
  if (active.length > 0) return active;
  const backup = proxy.servers.filter((server) => server.config.backup && server.usable);
  return proxy.config.options.get('allbackups') ? backup : backup.slice(0, 1);
}
