/** How connections to servers are made and shared (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { BACK, FRONT, NOT_BACK, NOT_FRONT } from '../../catalog/section-set.js';
import { argText } from '../../catalog/text.js';
import { parseUseSource } from '../../model/config/use-source.js';
import { proxyRow, proxyValue } from './proxy-row.js';

const source = proxyRow(
  { name: 'source', brief: 'Address that connections to servers come from.', sections: BACK, ignoredIn: NOT_BACK },
  '<addr>[:<port>] [usesrc { <addr2>[:<port2>] | client | clientip | hdr_ip(<hdr>[,<occ>]) }] [interface <name>]',
  ({ words, proxy, report }) => {
    const address = words.expect(arg.resolvedAddress('addr', { port: 'optional', range: true, names: true }));
    if (!proxy) return;
    const { config } = proxy;
    if (address && address.portEnd !== address.port) {
      report('arg/invalid', words.last, `'source' : a range of ports only stands on 'server' lines`);
    }
    if (address) {
      config.source = address;
      config.usesrc = undefined;
      config.sourceInterface = undefined;
    }
    while (!words.done) {
      const word = words.next();
      if (!word) break;
      if (word.value !== 'usesrc' && word.value !== 'interface') {
        report('arg/unexpected', word.range, `'source' cannot handle unexpected argument '${word.value}'`);
        return;
      }
      const value = words.expect(arg.nonEmpty(word.value));
      if (value === undefined) return;
      if (word.value === 'interface') config.sourceInterface = value;
      else config.usesrc = parseUseSource(value);
      if (word.value === 'interface' || config.usesrc !== undefined) continue;
      report('arg/invalid', words.last, `'source' : '${value}' is no address, 'client', 'clientip' nor 'hdr_ip(...)'`);
    }
  },
);

const KEEP_ALIVE = [
  ['cnt', 'count', 'How many probes', arg.sint('count', { min: 1 })],
  ['idle', 'idleS', 'Silence before the first probe', arg.timeMs('timeout', 's')],
  ['intvl', 'intervalS', 'Time between probes', arg.timeMs('timeout', 's')],
] as const;

/** `clitcpka-*` and `srvtcpka-*`: probes of connections with TCP keep-alive. */
const keepAlive: readonly Entry[] = (['cli', 'srv'] as const).flatMap((side) =>
  KEEP_ALIVE.map(([word, field, brief, kind]) =>
    proxyValue(
      {
        ...{ name: `${side}tcpka-${word}`, brief: `${brief} of TCP keep-alive.`, since: '2.4' },
        ...(side === 'cli' ? { sections: FRONT, ignoredIn: NOT_FRONT } : { sections: BACK, ignoredIn: NOT_BACK }),
      },
      kind,
      (config, value) => {
        const probes = side === 'cli' ? 'clientKeepAlive' : 'serverKeepAlive';
        const number = field === 'count' ? value : Math.max(1, Math.ceil(value / 1000));
        config[probes] = { ...config[probes], [field]: number };
      },
    ),
  ),
);

const rdpCookie = proxyRow(
  {
    ...{ name: 'persist rdp-cookie', brief: 'Sends RDP clients to the server that their cookie names.' },
    ...{ sections: BACK, ignoredIn: NOT_BACK, since: '1.3', modes: ['tcp'] },
  },
  '[(<name>)]',
  ({ statement, proxy, keyword, report }) => {
    const word = statement.words.find(({ value }) => value.startsWith('rdp-cookie'));
    if (!/^rdp-cookie(?:\([^)]+\))?$/.test(word?.value ?? '')) {
      const range = word ? argText(word).range : keyword;
      report('arg/invalid', range, "'persist rdp-cookie(<name>)' expects the name of a cookie between parentheses");
    }
    if (proxy) proxy.config.rdpCookie = /\(([^)]*)\)/.exec(word?.value ?? '')?.[1] ?? 'msts';
  },
);

export const connectionEntries: readonly Entry[] = [
  rdpCookie,
  ...keepAlive,
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
    '<header>',
    ({ words, proxy, prefix }) => {
      const header = prefix && words.done ? undefined : words.expect(arg.fieldName('header'));
      if (proxy) proxy.config.httpSendNameHeader = header?.toLowerCase();
    },
  ),
  proxyValue(
    {
      name: 'load-server-state-from-file',
      brief: 'Where states of servers are read from.',
      sections: BACK,
      ignoredIn: NOT_BACK,
      since: '1.6',
    },
    arg.enumeration('mode', ['global', 'local', 'none']),
    (config, mode) => {
      config.loadServerState = mode;
    },
  ),
  proxyValue(
    {
      name: 'server-state-file-name',
      brief: 'File of the states of the servers of one backend.',
      sections: BACK,
      ignoredIn: NOT_BACK,
      since: '1.6',
    },
    arg.opt(arg.str('file')),
    (config, file) => {
      config.serverStateFileName = file === 'use-backend-name' || file === '' ? undefined : file;
    },
  ),
];
