/** Proxies and servers by names that are computed: `fe_exists`, `srv_is_up`, `srv_queue`, `nbsrv` (manual 7.3.1). */
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { CompileSite } from '../../catalog/site.js';
import type { Server } from '../../model/server.js';
import type { Stream } from '../../model/stream.js';

/** `backend/server`, or a server of the stream's backend. */
function serverLookup({ live }: CompileSite): (name: string, stream: Stream) => Server | undefined {
  return (name, stream) => {
    const slash = name.indexOf('/');
    const backend = slash < 0 ? stream.backend : live.backend(name.slice(0, slash));
    const wanted = name.slice(slash + 1);
    return backend?.servers.find((server) => server.name === wanted);
  };
}

const shared = { support: 'full', args: [], in: 'str' } as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'fe_exists',
    doc: '7.3.1#fe_exists',
    brief: 'Whether there is a frontend with this name.',
    since: '3.4',
    out: 'bool',
    compile:
      (_, { live }) =>
      (name) =>
        live.proxy(name)?.isFrontend === true,
  }),
  define.converter({
    ...shared,
    name: 'srv_is_up',
    doc: '7.3.1#srv_is_up',
    brief: 'Whether a server is up.',
    since: '3.1',
    out: 'bool',
    compile: (_, site) => {
      const find = serverLookup(site);
      return (name, stream) => {
        const server = find(name, stream);
        return server === undefined ? undefined : server.willing;
      };
    },
  }),
  define.converter({
    ...shared,
    name: 'srv_queue',
    doc: '7.3.1#srv_queue',
    brief: 'Number of streams that wait for a server.',
    since: '1.8',
    out: 'sint',
    compile: (_, site) => {
      const find = serverLookup(site);
      return (name, stream) => find(name, stream)?.queued;
    },
  }),
  define.converter({
    ...shared,
    name: 'nbsrv',
    doc: '7.3.1#nbsrv',
    brief: 'Number of usable servers of a backend.',
    since: '1.7',
    out: 'sint',
    compile:
      (_, { live }) =>
      (name) => {
        const backend = live.backend(name);
        if (backend === undefined) return undefined;
        return backend.activeServers > 0 ? backend.activeServers : backend.backupServers;
      },
  }),
];
