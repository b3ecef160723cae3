/** `resolvers` sections (manual 5.3.2) and the global words about names. */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { SocketAddress } from '../../model/config/address.js';
import {
  type HoldKind,
  initialResolvers,
  type NameserverConfig,
  type ResolversConfig,
} from '../../model/config/resolvers.js';
import { initialServer } from '../../model/config/server.js';
import { parseResolvConf, RESOLV_CONF } from './resolv-conf.js';

/** Least payload that EDNS0 can announce here: the head of a message. */
const PAYLOAD_MIN = 12;
const PAYLOAD_MAX = 65_535;

const NAMESERVER = arg.resolvedAddress('address', { port: 'required', names: true, datagram: true, stream: true });
const SOURCE = arg.resolvedAddress('addr', { port: 'optional', names: true, stream: true });
const HOLDS: readonly HoldKind[] = ['nx', 'refused', 'timeout', 'other', 'valid', 'obsolete'];
const FAMILIES = ['ipv4', 'ipv6', 'auto'] as const;

/** The section that is being read; made by its first line. */
function sectionOf({ global, sectionName = '' }: DirectiveSite): ResolversConfig {
  const known = global.resolvers.find(({ name }) => name === sectionName);
  if (known !== undefined) return known;
  const made = initialResolvers(sectionName);
  global.resolvers.push(made);
  return made;
}

function add(site: DirectiveSite, nameserver: NameserverConfig, range: SourceRange): void {
  const { nameservers } = sectionOf(site);
  const same = nameservers.find(({ name }) => name === nameserver.name);
  if (same === undefined) nameservers.push(nameserver);
  else {
    const message = `nameserver '${same.name}' has same name as another nameserver (declared at ${same.file}:${same.line})`;
    site.report('resolvers/duplicate', range, message);
  }
}

function parseNameserver(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('name'));
  if (name === undefined) return;
  const range = site.words.last;
  const bad = /[^A-Za-z0-9_.:-]/.exec(name);
  if (bad) {
    const message = `character '${bad[0]}' is not permitted in server name '${name}'`;
    site.report('name/characters', range, message);
  }
  const address = site.words.expect(NAMESERVER);
  if (address === undefined) {
    site.words.rest();
    return;
  }
  // Without a prefix it is a datagram address, though both are permitted.
  const isStream = address.kind === 'tcp' && /^(?:tcp|stream)[46+]?/.test(address.text);
  const nameserver = isStream ? streamServer(site, name, address) : datagramServer(site, name, address);
  if (address.kind === 'tcp' || address.kind === 'udp') add(site, nameserver, range);
  else site.report('server/address', site.keyword, `can't create socket for nameserver '${name}'`);
}

function placeOf({ file, line }: DirectiveSite, name: string, { host, port }: SocketAddress) {
  return { name, host, port, file, line };
}

/** Words behind a datagram address mean nothing, but for `source`. */
function datagramServer(site: DirectiveSite, name: string, address: SocketAddress): NameserverConfig {
  let source: NameserverConfig['source'];
  while (!site.words.done) {
    if (!site.words.take('source')) site.words.next();
    else {
      const local = site.words.expect(SOURCE);
      source = local && { host: local.host, port: local.port };
    }
  }
  return { ...placeOf(site, name, address), transport: 'udp', source, tls: undefined, maxconn: 0 };
}

function streamServer(site: DirectiveSite, name: string, address: SocketAddress): NameserverConfig {
  const server = initialServer(name, address, site.file, site.line);
  site.parseServerWords(server, false);
  const { source, tls, maxconn } = server;
  return {
    ...placeOf(site, name, address),
    transport: 'tcp',
    source: source && { host: source.host, port: source.port },
    tls: tls?.enabled ? tls : undefined,
    maxconn,
  };
}

function parseConf(site: DirectiveSite): void {
  const text = site.readFile({ value: RESOLV_CONF, range: site.keyword });
  site.words.rest();
  if (text === undefined) return;
  const known = new Set(sectionOf(site).nameservers.map(({ name }) => name));
  for (const nameserver of parseResolvConf(text, site.file, site.line))
    if (!known.has(nameserver.name)) add(site, nameserver, site.keyword);
}

function parseHold(site: DirectiveSite): void {
  const kind = site.words.expect(arg.enumeration('status', HOLDS));
  const periodMs = kind && site.words.expect(arg.timeMs('period'));
  site.words.rest();
  if (kind !== undefined && periodMs !== undefined) sectionOf(site).holdMs[kind] = periodMs;
}

function row(
  name: string,
  brief: string,
  usage: string,
  parse: (site: DirectiveSite) => void,
  rest: Partial<Pick<DirectiveEntry, 'since' | 'support' | 'why'>> = {},
): DirectiveEntry {
  return define.directive({
    ...{ name, brief, doc: `5.3.2#${name}`, since: '1.6', support: 'full', sections: ['resolvers'], ...rest },
    ...{ usage: usage === '' ? name : `${name} ${usage}`, parse },
  });
}

function timeoutRow(event: 'resolve' | 'retry', brief: string): DirectiveEntry {
  return row(`timeout ${event}`, brief, '<time>', (site) => {
    const timeMs = site.words.expect(arg.timeMs('time'));
    site.words.rest();
    if (timeMs !== undefined) sectionOf(site)[`${event}Ms`] = timeMs;
  });
}

export const sectionEntries: readonly Entry[] = [
  define.section({
    ...{ name: 'resolvers', doc: '5.3.2', brief: 'Name servers that are asked while the process runs.', since: '1.6' },
    ...{ support: 'full', naming: 'required', repeatable: false },
  }),
  row('nameserver', 'A name server.', '<name> <address>[:port] [param*]', parseNameserver),
  row('parse-resolv-conf', 'The name servers of the system.', '', parseConf, { since: '1.9' }),
  row('hold', 'How long answers of before count.', '<status> <period>', parseHold),
  row('resolve_retries', 'Queries for a name before it is given up.', '<nb>', (site) => {
    const retries = site.words.expect(arg.uint('nb'));
    site.words.rest();
    if (retries !== undefined) sectionOf(site).retries = retries;
  }),
  row('accepted_payload_size', 'Longest answer.', '<nb>', (site) => {
    const bytes = site.words.expect(arg.uint('nb', { min: PAYLOAD_MIN, max: PAYLOAD_MAX }));
    site.words.rest();
    if (bytes !== undefined) sectionOf(site).payloadBytes = bytes;
  }),
  timeoutRow('resolve', 'Time between two resolutions of a name.'),
  timeoutRow('retry', 'Time between two queries that nobody answers.'),
  define.directive({
    ...{ name: 'dns-accept-family', doc: '3.1#dns-accept-family', brief: 'Families of addresses that names have.' },
    ...{ since: '3.2', support: 'full', sections: ['global'], usage: 'dns-accept-family <family>[,...]' },
    parse(site) {
      const families = site.words.expect(arg.listOf('family', FAMILIES));
      if (families !== undefined) site.global.dnsFamilies = families;
    },
  }),
];
