/** Words of servers about load, state and persistence (manual 5.2). */
import net from 'node:net';
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { later, tuning, unusedWord, serverWord as word } from './word-row.js';

const load: readonly Entry[] = [
  word('weight', 'Share of the load.', [arg.uint('weight', { min: 0, max: 256 })], (server, [weight]) => {
    server.weight = weight;
  }),
  word('maxconn', 'Most streams at a time.', [arg.uint('maxconn')], (server, [n]) => {
    server.maxconn = n;
  }),
  word('minconn', 'Streams at a time when the backend is idle.', [arg.uint('minconn')], (server, [n]) => {
    server.minconn = n;
  }),
  word('maxqueue', 'Most streams that wait for the server.', [arg.uint('maxqueue')], (server, [n]) => {
    server.maxqueue = n;
  }),
  word(
    'slowstart',
    'How long a server warms up.',
    [arg.timeMs('start_time_in_ms')],
    (server, [timeMs]) => {
      server.slowstartMs = timeMs;
    },
    { support: 'ignored', why: 'servers get their whole weight at once' },
  ),
  word('backup', 'Used when no other server is left.', [], (server) => {
    server.backup = true;
  }),
  word('no-backup', 'Undoes backup.', [], (server) => {
    server.backup = false;
  }),
  word('disabled', 'Starts in maintenance.', [], (server) => {
    server.disabled = true;
  }),
  word('enabled', 'Undoes disabled.', [], (server) => {
    server.disabled = false;
  }),
  unusedWord('strict-maxconn', 'maxconn counts connections, not streams.', [], { ...later, since: '3.2' }),
];

const persistence: readonly Entry[] = [
  word('cookie', 'Value of the cookie of this server.', [arg.nonEmpty('value')], (server, [value]) => {
    server.cookie = value;
  }),
  word(
    'redir',
    'Redirects requests to another address.',
    [arg.nonEmpty('prefix')],
    (server, [prefix]) => {
      server.redirectPrefix = prefix;
    },
    { support: 'refused', why: 'requests would be served instead of redirected' },
  ),
  word('non-stick', 'Never stored in stick tables.', [], (server) => {
    server.nonStick = true;
  }),
  word('stick', 'Undoes non-stick.', [], (server) => {
    server.nonStick = false;
  }),
];

const identity: readonly Entry[] = [
  word(
    'id',
    'Number of the server.',
    [arg.uint('value', { min: 1 })],
    (server, [id]) => {
      server.id = id;
    },
    { usable: 'server' },
  ),
  unusedWord('guid', 'Unique name.', [arg.nonEmpty('string')], { ...tuning, since: '3.0', usable: 'server' }),
  unusedWord(
    'hash-key',
    'What a consistent hash counts.',
    [arg.enumeration('key', ['id', 'addr', 'addr-port', 'guid'])],
    {
      ...later,
      since: '3.0',
    },
  ),
  unusedWord('shard', 'Part of the peers.', [arg.uint('shard')], { ...later, since: '2.8' }),
];

/** A list of which every item has to fit. */
function items(label: string, expects: string, fits: (item: string) => boolean): ArgKind<readonly string[]> {
  const list = arg.list(label);
  return {
    ...{ ...list, expects },
    parse(text, site) {
      const found = list.parse(text, site);
      const bad = found?.find((item) => !fits(item));
      if (bad === undefined) return found;
      site.report('arg/invalid', text.range, `'${bad}' does not fit <${label}>, which expects ${expects}`);
      return undefined;
    },
  };
}

const INIT_METHODS = items('methods', "'last', 'libc', 'none' or addresses", (item) => {
  return ['last', 'libc', 'none'].includes(item) || net.isIP(item) !== 0;
});

const NETWORKS = items('network', 'networks such as 10.0.0.0/8', (item) => {
  const [address = '', length] = item.split('/');
  return net.isIP(address) !== 0 && (length === undefined || /^\d{1,3}$/.test(length));
});

const resolution: readonly Entry[] = [
  word(
    'init-addr',
    'Where the first address comes from.',
    [INIT_METHODS],
    (server, [methods]) => {
      server.initAddr = methods;
    },
    { support: 'ignored', why: 'names are resolved when connections are made', harmless: true },
  ),
  word(
    'resolvers',
    'Name servers that follow the address.',
    [arg.nonEmpty('id')],
    (server, [name]) => {
      server.resolvers = name;
    },
    { support: 'ignored', why: 'names are resolved by the system' },
  ),
  unusedWord('resolve-opts', 'Options of resolution.', [
    arg.listOf('option', ['allow-dup-ip', 'ignore-weight', 'prevent-dup-ip']),
  ]),
  unusedWord('resolve-prefer', 'Family to prefer.', [arg.enumeration('family', ['ipv4', 'ipv6'])]),
  unusedWord('resolve-net', 'Networks to prefer.', [NETWORKS]),
  word(
    'init-state',
    'State at start.',
    [arg.enumeration('state', ['fully-up', 'up', 'down', 'fully-down', 'none'])],
    (server, [state]) => {
      server.initState = state;
    },
    { since: '3.1' },
  ),
];

export const loadWordEntries: readonly Entry[] = [...load, ...persistence, ...identity, ...resolution];
