/** Which rows `show stat` and the stats page show, and in what order (management.txt 9.3 `show stat`). */
import type { Proxy } from '../proxy.js';
import type { Runtime } from '../runtime.js';
import { ANY_MAINTENANCE, type Server } from '../server.js';
import { backendRow, frontendRow, listenerRow } from './proxy-row.js';
import { serverRow } from './server-row.js';
import { KIND_BITS, type StatKind, type StatRow } from './stat-row.js';

/** What is asked for. */
export interface StatQuery {
  /** Number of a proxy; -1 = all. */
  readonly proxyId: number;
  /** Sum of 1 (frontends), 2 (backends), 4 (servers), 8 (listeners); -1 = all. */
  readonly kinds: number;
  /** Number of a server or listener; -1 = all. */
  readonly objectId: number;
  /** `up` leaves out servers that are down, `no-maint` those in maintenance. */
  readonly hide: 'none' | 'down' | 'maintenance';
  /** Whether addresses, cookies and algorithms are shown. */
  readonly legends: boolean;
}

export const EVERYTHING: StatQuery = { proxyId: -1, kinds: -1, objectId: -1, hide: 'none', legends: true };

function wants({ kinds, objectId }: StatQuery, kind: StatKind, id: number): boolean {
  if ((kinds & KIND_BITS[kind]) === 0) return false;
  return kind === 'frontend' || kind === 'backend' || objectId === -1 || objectId === id;
}

function isHidden(server: Server, hide: StatQuery['hide']): boolean {
  if (hide === 'none') return false;
  return (server.admin & ANY_MAINTENANCE) !== 0 || (hide === 'down' && server.state === 'stopped');
}

function* rowsOfProxy(proxy: Proxy, runtime: Runtime, query: StatQuery): Iterable<StatRow> {
  if (proxy.isFrontend && wants(query, 'frontend', 0)) yield frontendRow(proxy, runtime);
  if (proxy.config.options.get('socket-stats')) {
    for (const listener of runtime.listeners())
      if (listener.proxy === proxy && wants(query, 'listener', listener.id)) yield listenerRow(listener, query.legends);
  }
  if (!proxy.isBackend) return;
  for (const server of proxy.servers)
    if (wants(query, 'server', server.id) && !isHidden(server, query.hide))
      yield serverRow(server, runtime, query.legends);
  if (wants(query, 'backend', 0)) yield backendRow(proxy, query.legends, query.hide !== 'none');
}

/** Rows, made one at a time. */
export function* selectRows(runtime: Runtime, query: StatQuery): Iterable<StatRow> {
  for (const proxy of runtime.proxies)
    if (query.proxyId === -1 || proxy.id === query.proxyId) yield* rowsOfProxy(proxy, runtime, query);
}
