/** `balance` and `hash-type`: how servers are chosen (manual 4.2). Algorithms are rows of their own. */
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import { proxyRow, proxyValue } from './proxy-row.js';

/** Algorithms without arguments: HAProxy passes over what stands behind them. */
const PLAIN = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'random', 'sticky', 'hash'];

const balance = proxyRow(
  { name: 'balance', brief: 'Algorithm that chooses servers.', sections: BACK, ignoredIn: NOT_BACK },
  '<algorithm> [<arguments>]',
  (site) => {
    // Without a name the algorithm is the one that HAProxy had first.
    const name = site.words.next() ?? { value: 'roundrobin', range: site.keyword };
    const entry = site.balance(name);
    if (!entry) {
      site.words.rest();
      return;
    }
    const open = name.value.indexOf('(');
    const suffix = open < 0 ? undefined : { value: name.value.slice(open), range: name.range };
    const values = entry.parse(site, suffix);
    const [more] = PLAIN.includes(entry.name) ? site.words.rest() : [];
    if (more) site.report('arg/passed-over', more.range, `'${more.value}' and what follows has no effect`);
    if (!site.proxy) return;
    site.proxy.config.balance = { algorithm: entry.name, values };
    site.proxy.extra.set('balance range', name.range);
  },
);

const hashType = proxyRow(
  { name: 'hash-type', brief: 'How hashes choose servers.', sections: BACK, ignoredIn: NOT_BACK, since: '1.4' },
  '<method> <function> <modifier>',
  ({ words, proxy }) => {
    const method = words.expect(arg.enumeration('method', ['map-based', 'consistent']));
    if (method === undefined) return;
    const named = words.done
      ? undefined
      : words.expect(arg.enumeration('function', ['sdbm', 'djb2', 'wt6', 'crc32', 'none']));
    const avalanche = words.take('avalanche');
    if (!proxy) return;
    const isDefault = named === undefined;
    proxy.config.hash = {
      method,
      function: named ?? 'sdbm',
      avalanche: avalanche || (isDefault && method === 'consistent'),
    };
  },
);

/** 0 switches it off. */
const FACTOR: ArgKind<number> = {
  ...arg.uint('factor'),
  expects: '0 or an integer of more than 100',
  parse(text, site) {
    const value = arg.uint('factor').parse(text, site);
    if (value === undefined || value === 0 || value > 100) return value;
    site.report('arg/invalid', text.range, `'${text.value}' does not fit <factor>, which expects ${this.expects}`);
    return undefined;
  },
};

const hashBalanceFactor = proxyValue(
  {
    ...{ name: 'hash-balance-factor', brief: 'Bounds the load of hashed servers.', since: '1.7' },
    ...{ sections: BACK, ignoredIn: NOT_BACK },
  },
  FACTOR,
  (config, factor) => {
    config.hashBalanceFactor = factor;
  },
);

const hashPreserveAffinity = proxyValue(
  {
    ...{ name: 'hash-preserve-affinity', brief: 'Which full servers a hash passes over.', since: '3.0' },
    ...{ sections: BACK, ignoredIn: NOT_BACK },
  },
  arg.enumeration('mode', ['always', 'maxconn', 'maxqueue']),
  (config, mode) => {
    config.hashAffinity = mode;
  },
);

export const balanceEntries: readonly Entry[] = [balance, hashType, hashBalanceFactor, hashPreserveAffinity];
