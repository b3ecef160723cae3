/** Options of HTTP: connection modes, forwarded addresses, names of headers (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK, PROXY } from '../../catalog/section-set.js';
import type { ArgText } from '../../catalog/text.js';
import type { ForwardedConfig, ForwardForConfig, HttpConnectionMode, ProxyConfig } from '../../model/config/proxy.js';
import { optionRow } from './proxy-row.js';

const http = ['http'] as const;

/** Only one of the connection modes is in force; `no` of another one changes nothing. */
function connectionMode(name: string, mode: HttpConnectionMode, brief: string): Entry {
  return optionRow({ name, brief, sections: PROXY, modes: http }, '', ({ prefix }, config) => {
    if (prefix === undefined) config.connectionMode = mode;
    else if (prefix === 'default' || config.connectionMode === mode) config.connectionMode = 'keep-alive';
  });
}

function readAddressHeader(
  site: DirectiveSite,
  header: string,
  words: readonly string[],
): ForwardForConfig | undefined {
  const found: ForwardForConfig = { header, except: [], ifNone: false };
  for (let word = site.words.next(); word; word = site.words.next()) {
    switch (words.includes(word.value) ? word.value : undefined) {
      case 'except': {
        const network = site.words.expect(arg.network('network'));
        if (!network) return undefined;
        // There is one: the last (haproxy 2.6).
        found.except = [network];
        break;
      }
      case 'header': {
        const name = site.words.expect(arg.fieldName('name'));
        if (name === undefined) return undefined;
        found.header = name.toLowerCase();
        break;
      }
      case 'if-none':
        found.ifNone = true;
        break;
      default: {
        const message = `only '${words.join("', '")}' may stand here, not '${word.value}'`;
        site.report('arg/unexpected', word.range, message);
        return undefined;
      }
    }
  }
  return found;
}

function addressHeader(name: string, field: 'forwardFor' | 'originalTo', header: string, brief: string): Entry {
  const words = ['except', 'header', ...(field === 'forwardFor' ? ['if-none'] : [])];
  return optionRow(
    { name, brief, sections: PROXY, modes: http, negatable: false },
    `[except <network>] [header <name>]${field === 'forwardFor' ? ' [if-none]' : ''}`,
    (site, config: ProxyConfig) => {
      config[field] = readAddressHeader(site, header, words) ?? config[field];
    },
  );
}

type ForwardedField = Exclude<keyof ForwardedConfig, 'proto'>;

const FORWARDED_FIELDS: ReadonlyMap<string, ForwardedField> = new Map([
  ['host', 'host'],
  ['by', 'by'],
  ['by_port', 'byPort'],
  ['for', 'for'],
  ['for_port', 'forPort'],
]);

/** One word of `option forwarded`, and the expression of an `-expr` word; false after a report. */
function readForwardedWord(site: DirectiveSite, found: ForwardedConfig, word: ArgText): boolean {
  if (word.value === 'proto') {
    found.proto = true;
    return true;
  }
  const isExpression = word.value.endsWith('-expr');
  const field = FORWARDED_FIELDS.get(isExpression ? word.value.slice(0, -5) : word.value);
  if (field === undefined) {
    site.report('arg/unexpected', word.range, `'option forwarded' has no parameter '${word.value}'`);
    return false;
  }
  const expression = isExpression ? site.words.next() : undefined;
  if (isExpression && expression === undefined) {
    site.report('arg/missing', site.words.last, `'option forwarded ${word.value}' expects a sample expression`);
    return false;
  }
  found[field] = expression ?? 'own';
  return true;
}

function readForwarded(site: DirectiveSite): ForwardedConfig | undefined {
  const found: ForwardedConfig = {
    ...{ proto: false, host: undefined, by: undefined, byPort: undefined, for: undefined, forPort: undefined },
  };
  if (site.words.done) return { ...found, proto: true, for: 'own' };
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (readForwardedWord(site, found, word)) continue;
    site.words.rest();
    return undefined;
  }
  return found;
}

export const httpOptionEntries: readonly Entry[] = [
  connectionMode('http-keep-alive', 'keep-alive', 'Keeps connections of both sides.'),
  connectionMode('http-server-close', 'server-close', 'Closes connections to servers behind each response.'),
  connectionMode('httpclose', 'close', 'Closes connections of both sides behind each response.'),
  addressHeader('forwardfor', 'forwardFor', 'x-forwarded-for', 'Adds the address of the client.'),
  addressHeader('originalto', 'originalTo', 'x-original-to', 'Adds the address that the client wanted.'),
  optionRow(
    {
      ...{ name: 'forwarded', brief: 'Adds the Forwarded header (RFC 7239).', since: '2.8' },
      ...{ sections: BACK, ignoredIn: NOT_BACK, modes: http },
    },
    '[ proto ] [ host | host-expr <expr> ] [ by | by-expr <expr> ] [ for | for-expr <expr> ] ...',
    (site, config) => {
      if (site.prefix) {
        site.words.rest();
        config.forwarded = undefined;
      } else config.forwarded = readForwarded(site) ?? config.forwarded;
    },
  ),
  optionRow(
    {
      name: 'http-restrict-req-hdr-names',
      brief: 'What happens to odd names of headers.',
      sections: PROXY,
      modes: http,
      since: '2.6',
      negatable: false,
    },
    '{preserve | delete | reject}',
    ({ words }, config) => {
      const action = words.expect(arg.enumeration('action', ['preserve', 'delete', 'reject']));
      if (action !== undefined) config.restrictNames = action;
    },
  ),
  optionRow(
    {
      name: 'redispatch',
      brief: 'Tries another server after failed connections.',
      sections: BACK,
      ignoredIn: NOT_BACK,
      aliases: ['redisp'],
    },
    '[<interval>]',
    ({ words, negated, prefix }, config) => {
      const interval = words.done ? -1 : words.expect(arg.sint('interval'));
      if (interval === undefined) return;
      config.redispatch = negated || prefix === 'default' ? 0 : interval;
    },
  ),
];
