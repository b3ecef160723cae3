/** State of proxies that are named (manual 7.3.2): `be_conn`, `nbsrv`, `queue`, `fe_conn` and their like. */
import { nowMs } from '../../../base/clock.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Proxy } from '../../../model/proxy.js';
import type { UsePoint } from '../../../model/ruleset.js';
import { USE_PROCESS } from '../../../model/use.js';
import { backendName, frontendName, resolveBackend, resolveFrontend } from './named.js';

type Read = (proxy: Proxy) => number;

const shared = { since: '1.5', support: 'full', out: 'sint' } as const;
const use: readonly UsePoint[] = USE_PROCESS;

function ofBackend(name: string, brief: string, read: Read): Entry {
  return define.fetch({
    ...{ ...shared, name, brief, use, doc: `7.3.2#${name}` },
    args: [backendName],
    compile: ([given], site) => {
      const proxy = resolveBackend(given, site);
      return proxy && (() => read(proxy));
    },
  });
}

function ofFrontend(name: string, brief: string, read: Read): Entry {
  return define.fetch({
    ...{ ...shared, name, brief, use, doc: `7.3.2#${name}` },
    args: [frontendName],
    compile: ([given], site) => {
      const proxy = resolveFrontend(given, site);
      return proxy && (() => read(proxy));
    },
  });
}

/** Servers that take traffic: the active ones, or the backup servers that replace them. */
function usableServers(proxy: Proxy): number {
  if (proxy.activeServers > 0) return proxy.activeServers;
  if (proxy.config.options.get('allbackups')) return proxy.backupServers;
  return Math.min(proxy.backupServers, 1);
}

/** Streams that wait, for one of the servers or for any of them. */
function waiting(proxy: Proxy): number {
  let count = proxy.queued;
  for (const server of proxy.servers) count += server.queued;
  return count;
}

function averageQueue(proxy: Proxy): number {
  const servers = usableServers(proxy);
  const queued = waiting(proxy);
  return servers > 0 ? Math.trunc((queued + servers - 1) / servers) : queued * 2;
}

/** Room in servers and their queues; -1 as soon as one has no limit. */
function connectionSlots(proxy: Proxy): number {
  let slots = 0;
  for (const server of proxy.servers) {
    if (server.state === 'stopped') continue;
    if (server.maxconn === 0 || server.config.maxqueue === 0) return -1;
    slots += server.maxconn - server.served + (server.config.maxqueue - server.queued);
  }
  return Math.max(slots, -1);
}

/** Room in the servers that would be chosen now; -1 as soon as one has no limit. */
function freeConnections(proxy: Proxy): number {
  let free = 0;
  let backupsLeft = proxy.activeServers > 0 ? 0 : usableServers(proxy);
  for (const server of proxy.servers) {
    if (!server.usable) continue;
    if (server.config.backup && backupsLeft-- <= 0) continue;
    if (server.maxconn === 0) return -1;
    free += Math.max(server.maxconn - server.served, 0);
  }
  return free;
}

export const entries: readonly Entry[] = [
  ofBackend('avg_queue', 'Average length of the queues of the usable servers of a backend.', averageQueue),
  ofBackend('be_conn', 'Number of streams in a backend.', (proxy) => proxy.backendConnections),
  ofBackend('be_conn_free', 'Room for streams in the usable servers of a backend; -1 = no limit.', freeConnections),
  ofBackend('be_sess_rate', 'New streams of a backend in the last second.', (proxy) => {
    return proxy.backend.sessionRate?.read(nowMs()) ?? 0;
  }),
  ofBackend('connslots', 'Room in the servers of a backend and their queues; -1 = no limit.', connectionSlots),
  ofBackend('nbsrv', 'Number of usable servers of a backend.', usableServers),
  ofBackend('queue', 'Number of streams that wait in a backend.', waiting),
  ofFrontend('fe_conn', 'Number of connections of a frontend.', (proxy) => proxy.frontendConnections),
  ofFrontend('fe_req_rate', 'Requests of a frontend in the last second.', (proxy) => {
    return proxy.frontend.requestRate?.read(nowMs()) ?? 0;
  }),
  ofFrontend('fe_sess_rate', 'New connections of a frontend in the last second.', (proxy) => {
    return proxy.frontend.sessionRate?.read(nowMs()) ?? 0;
  }),
];
