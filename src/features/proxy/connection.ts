/** How connections to servers are made and shared (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK, OWN_BACK } from '../../catalog/section-set.js';
import { proxyRow, proxyValue } from './proxy-row.js';

const source = proxyRow(
  { name: 'source', brief: 'Address that connections to servers come from.', sections: BACK, ignoredIn: NOT_BACK },
  '<addr>[:<port>] [usesrc { <addr2>[:<port2>] | client | clientip | hdr_ip(<hdr>[,<occ>]) }] [interface <name>]',
  ({ words, proxy, report }) => {
    const address = words.expect(arg.address('addr', { port: 'optional', range: true, names: true }));
    if (address && proxy) proxy.config.source = address;
    while (!words.done) {
      const word = words.next();
      if (!word) break;
      if (word.value !== 'usesrc' && word.value !== 'interface') {
        report('arg/unexpected', word.range, `'source' cannot handle unexpected argument '${word.value}'`);
        return;
      }
      words.expect(arg.nonEmpty(word.value));
      const message = `'source ... ${word.value}' is accepted but has no effect: transparent sources are not executed yet`;
      report('keyword/not-executed', word.range, message);
    }
  },
);

export const connectionEntries: readonly Entry[] = [
  source,
  proxyValue(
    {
      name: 'http-reuse',
      brief: 'Which idle connections new requests may take.',
      sections: BACK,
      ignoredIn: NOT_BACK,
      since: '1.6',
      modes: ['http'],
    },
    arg.enumeration('mode', ['never', 'safe', 'aggressive', 'always']),
    (config, reuse) => {
      config.reuse = reuse;
    },
  ),
  proxyRow(
    {
      name: 'http-send-name-header',
      brief: 'Header that tells servers their name.',
      sections: BACK,
      ignoredIn: NOT_BACK,
      since: '1.4',
      modes: ['http'],
    },
    '[<header>]',
    ({ words, proxy }) => {
      const header = words.done ? undefined : words.expect(arg.fieldName('header'));
      if (proxy) proxy.config.httpSendNameHeader = header?.toLowerCase();
    },
  ),
  proxyValue(
    {
      name: 'load-server-state-from-file',
      brief: 'Where states of servers are read from.',
      sections: BACK,
      ignoredIn: NOT_BACK,
      support: 'ignored',
      why: 'states of servers are not read yet',
      since: '1.6',
    },
    arg.enumeration('mode', ['global', 'local', 'none']),
    (config, mode) => {
      config.loadServerState = mode;
    },
  ),
  proxyRow(
    {
      ...{ name: 'dispatch', brief: 'Sends everything to one address.', sections: OWN_BACK, support: 'refused' },
      why: "HAProxy removed it in 3.3; write 'server <name> <address>:<port>' instead",
    },
    '<address>:<port>',
    ({ words }) => {
      words.rest();
    },
  ),
];
