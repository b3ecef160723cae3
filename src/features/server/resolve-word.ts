/** Words of servers whose address is found by name (manual 5.2, 5.3). */
import net from 'node:net';
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { parseNetwork } from '../../catalog/kind/network.js';
import { serverWord as word } from './word-row.js';

/** Networks that `resolve-net` takes. */
const NETWORKS_MAX = 5;

/** A list of which every item has to fit. */
function items<T>(label: string, expects: string, parse: (item: string) => T | undefined): ArgKind<readonly T[]> {
  const list = arg.list(label);
  return {
    ...{ ...list, expects },
    parse(text, site) {
      const found = list.parse(text, site);
      if (found === undefined) return undefined;
      const parsed = found.map(parse);
      const bad = parsed.indexOf(undefined);
      if (bad < 0) return parsed as readonly T[];
      site.report('arg/invalid', text.range, `'${found[bad]}' does not fit <${label}>, which expects ${expects}`);
      return undefined;
    },
  };
}

const INIT_METHODS = items('methods', "'last', 'libc', 'none' or addresses", (item) => {
  return ['last', 'libc', 'none'].includes(item) || net.isIP(item) !== 0 ? item : undefined;
});

const NETWORK_LIST = items('network', 'networks such as 10.0.0.0/8', parseNetwork);

const NETWORKS: typeof NETWORK_LIST = {
  ...NETWORK_LIST,
  parse(text, site) {
    const found = NETWORK_LIST.parse(text, site);
    if (found === undefined || found.length <= NETWORKS_MAX) return found;
    site.report('arg/invalid', text.range, `'resolve-net' takes ${NETWORKS_MAX} networks at most`);
    return undefined;
  },
};

export const resolveWordEntries: readonly Entry[] = [
  word('init-addr', 'Where the first address comes from.', [INIT_METHODS], (server, [methods]) => {
    server.initAddr = methods;
  }),
  word('resolvers', 'Name servers that follow the address.', [arg.nonEmpty('id')], (server, [name]) => {
    server.resolvers = name;
  }),
  word(
    'resolve-opts',
    'Options of resolution.',
    [arg.listOf('option', ['allow-dup-ip', 'ignore-weight', 'prevent-dup-ip'])],
    (server, [options]) => {
      const set = new Set(server.resolveOptions);
      for (const option of options) {
        if (option === 'prevent-dup-ip') set.delete('allow-dup-ip');
        else set.add(option);
      }
      server.resolveOptions = set;
    },
  ),
  word('resolve-prefer', 'Family to prefer.', [arg.enumeration('family', ['ipv4', 'ipv6'])], (server, [family]) => {
    server.resolvePrefer = family;
  }),
  word('resolve-net', 'Networks to prefer.', [NETWORKS], (server, [networks]) => {
    server.resolveNetworks = networks;
  }),
];
