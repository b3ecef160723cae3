/** The runtime API's sockets (manual 3.1 `stats`; management 9.3). */
import { arg } from '../../catalog/arg.js';
import { define, type Entry } from '../../catalog/entry.js';
import { initialBind } from '../../model/config/bind.js';
import { globalValue } from './global-row.js';

const head = { since: '1.4', support: 'full', sections: ['global'] } as const;

export const statsSocketEntries: readonly Entry[] = [
  define.directive({
    ...head,
    name: 'stats socket',
    doc: '3.1#stats socket',
    brief: 'Socket of the runtime API.',
    usage: 'stats socket [<address:port>|<path>] [param*]',
    parse(site) {
      const address = site.words.expect(
        arg.address('address', { port: 'required', names: true, stream: true, descriptor: true, range: true }),
      );
      if (!address) {
        site.words.rest();
        return;
      }
      const bind = initialBind(site.file, site.line);
      bind.addresses = [address];
      site.parseBindWords(bind);
      site.global.statsSockets.push(bind);
    },
  }),
  globalValue(
    {
      name: 'stats timeout',
      brief: 'Idle time of connections to the runtime API.',
      doc: '3.1#stats timeout',
      since: '1.4',
    },
    arg.timeMs('timeout', 'ms', { min: 1 }),
    (global, timeMs) => {
      global.statsTimeoutMs = timeMs;
    },
  ),
  globalValue(
    { name: 'stats maxconn', brief: 'Most connections to the runtime API.', doc: '3.1#stats maxconn', since: '1.4' },
    arg.uint('connections', { min: 1 }),
    (global, n) => {
      global.statsMaxconn = n;
    },
  ),
];
