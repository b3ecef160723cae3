/** State of servers that are named (manual 7.3.2): `srv_conn`, `srv_is_up` and their like. */
import { nowMs } from '../../../base/clock.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Server } from '../../../model/server.js';
import { USE_PROCESS } from '../../../model/use.js';
import { resolveServer, serverName } from './named.js';

function ofServer(
  name: string,
  out: 'sint' | 'bool',
  brief: string,
  read: (server: Server) => number | boolean,
): Entry {
  return define.fetch({
    ...{ name, out, brief, doc: `7.3.2#${name}`, since: '1.5', support: 'full', use: USE_PROCESS },
    args: [serverName],
    compile: ([given], site) => {
      const server = resolveServer(given, site);
      return server && (() => read(server));
    },
  });
}

/** Room for streams; -1 without a limit. */
function freeConnections(server: Server): number {
  return server.maxconn === 0 ? -1 : Math.max(server.maxconn - server.served, 0);
}

export const entries: readonly Entry[] = [
  ofServer('srv_conn', 'sint', 'Number of streams of a server.', (server) => server.served),
  ofServer('srv_conn_free', 'sint', 'Room for streams in a server; -1 = no limit.', freeConnections),
  ofServer('srv_is_up', 'bool', 'Whether a server is up and not in maintenance.', (server) => server.willing),
  ofServer('srv_iweight', 'sint', 'Weight of a server as configured.', (server) => server.initialWeight),
  ofServer('srv_queue', 'sint', 'Number of streams that wait for a server.', (server) => server.queued),
  ofServer('srv_sess_rate', 'sint', 'New streams of a server in the last second.', (server) => {
    return server.counters.sessionRate?.read(nowMs()) ?? 0;
  }),
  ofServer('srv_uweight', 'sint', 'Weight of a server as set by its user.', (server) => server.weight),
  ofServer('srv_weight', 'sint', 'Weight of a server as it is used.', (server) => server.currentWeight),
];
