/** `server`, `server-template`, `default-server` (manual 4.2, 5.2). */
import { ipFamily } from '../../base/ip-family.js';
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { ProxyDraft } from '../../catalog/draft.js';
import { define, type Entry } from '../../catalog/entry.js';
import { BACK, OWN_BACK } from '../../catalog/section-set.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { SocketAddress } from '../../model/config/address.js';
import {
  checkPortOf,
  initialAgent,
  initialServer,
  initialServerTls,
  type ServerConfig,
} from '../../model/config/server.js';
import { isHostName } from '../../net/dns/message.js';
import { checkWordEntries } from './check-word.js';
import { connectionWordEntries } from './connection-word.js';
import { copyServer } from './copy-server.js';
import { loadWordEntries } from './load-word.js';
import { parsePreset } from './preset.js';
import { resolveWordEntries } from './resolve-word.js';
import { tlsWordEntries } from './tls-word.js';

const ADDRESS = arg.address('address', { port: 'optional', offset: true, names: true, stream: true, datagram: true });

const NOWHERE: SocketAddress = {
  ...{ kind: 'tcp', host: '0.0.0.0', family: 4, port: 0, portEnd: 0, portOffset: undefined, text: '' },
};

function hasBadCharacter(site: DirectiveSite, name: string): void {
  const bad = /[^A-Za-z0-9_.:-]/.exec(name);
  if (!bad) return;
  site.report('name/characters', site.words.last, `character '${bad[0]}' is not permitted in server name '${name}'`);
}

/** Asked for every server: without a list of names. */
function isEmpty(settings: Partial<ServerConfig>): boolean {
  for (const _name in settings) return false;
  return true;
}

/** A server that starts from what `from` names, or else from `own` or the `default-server` lines before it. */
function startServer(
  site: DirectiveSite,
  proxy: ProxyDraft,
  name: string,
  address: SocketAddress,
  own?: Partial<ServerConfig>,
): ServerConfig {
  const { file, line } = site;
  const base = initialServer(name, address, file, line);
  const serverDefaults = parsePreset(site) ?? own ?? proxy.config.serverDefaults;
  if (isEmpty(serverDefaults)) return base;
  return Object.assign(base, copyServer(serverDefaults), { name, address, file, line });
}

/** Words about checks and TLS may stand without `check` and `ssl`; then they mean nothing. */
function finish(server: ServerConfig): void {
  const { check } = server;
  // `port` and `addr` are those of the agent too, unless it has its own.
  if (check && (checkPortOf(check) !== undefined || check.address !== undefined)) {
    server.agent ??= initialAgent();
    server.agent.port ??= checkPortOf(check);
    server.agent.address ??= check.address;
  }
  if (server.check && !server.check.enabled) server.check = undefined;
  if (server.tls && !server.tls.enabled) {
    // Checks may use TLS all the same (`check-ssl`, `tcp-check connect ssl`).
    server.checkTls = server.tls;
    server.refusesTls = server.tls.refused;
    if (server.tls.switchable) server.switchableTls = server.tls;
    server.tls = undefined;
  }
  if (check?.tls && !server.tls) {
    server.checkTls ??= initialServerTls();
    server.switchableTls = server.checkTls;
  }
}

function keep(proxy: ProxyDraft, server: ServerConfig, range: SourceRange): void {
  proxy.config.servers.push(server);
  const ranges = proxy.extra.get('server ranges') as Map<ServerConfig, SourceRange> | undefined;
  if (ranges) ranges.set(server, range);
  else proxy.extra.set('server ranges', new Map([[server, range]]));
}

/** Datagrams go to the same places as connections; checks of such a server connect there. */
function placeOf(address: SocketAddress): SocketAddress {
  return address.kind === 'udp' ? { ...address, kind: 'tcp' } : address;
}

function parseServer(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('name'));
  if (name === undefined) return;
  const range = site.words.last;
  hasBadCharacter(site, name);
  const address = site.words.expect(ADDRESS);
  const place = site.words.last;
  if (!address || !site.proxy) {
    site.words.rest();
    return;
  }
  const server = startServer(site, site.proxy, name, placeOf(address));
  server.datagram = address.kind === 'udp';
  site.parseServerWords(server, false);
  finish(server);
  keep(site.proxy, server, range);
  needAddress(site, server, place);
  checkCertificate(site, server, range);
}

/** Certificates are only loaded for servers that use TLS. */
function checkCertificate(site: DirectiveSite, { tls }: ServerConfig, range: SourceRange): void {
  const name = tls?.certificate;
  const found = name === undefined ? undefined : site.findFile?.('crt', { value: name, range });
  if (!tls || !found) return;
  tls.certificate = found.name;
  if (found.isThere) return;
  const message = `'server' : unable to load the certificate '${found.place}' : No such file or directory`;
  site.report('file/unreadable', range, message);
}

/** A name is resolved at the start; services have names of their own that only resolvers know (manual 5.2 `init-addr`, 5.3). */
function needAddress(site: DirectiveSite, server: ServerConfig, range: SourceRange): void {
  const { name, address, resolvers } = server;
  const { family, host, kind } = address;
  if (ipFamily(host) !== 0) return;
  if (kind === 'tcp' && resolvers !== undefined && !isHostName(host)) {
    site.report(
      'server/address',
      range,
      `'server ${site.sectionName ?? ''}/${name}' : '${host}' is no name that resolvers can ask for`,
    );
    return;
  }
  if (kind !== 'tcp' || (host.startsWith('_') && resolvers !== undefined)) return;
  const message = `'server ${site.sectionName ?? ''}/${name}' : could not resolve address '${host}'`;
  site.needsHost({ host, family, range, code: 'server/unresolved', message, server });
}

/** `1-5` or `5`. */
function parseCount(text: string): readonly [number, number] | undefined {
  const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (low === undefined) return undefined;
  const bounds = high === undefined ? ([1, Number(low)] as const) : ([Number(low), Number(high)] as const);
  return bounds[1] >= bounds[0] && bounds[1] - bounds[0] < 100_000 ? bounds : undefined;
}

function parseTemplate(site: DirectiveSite): void {
  const prefix = site.words.expect(arg.nonEmpty('prefix'));
  if (prefix === undefined) return;
  hasBadCharacter(site, prefix);
  const range = site.words.last;
  const text = site.words.expect(arg.any('num | range'));
  const count = text && parseCount(text.value);
  if (text && !count)
    site.report('arg/invalid', text.range, `'server-template' : '${text.value}' is not a number or range`);
  const address = count && site.words.expect(ADDRESS);
  const place = site.words.last;
  if (!count || !address || !site.proxy) {
    site.words.rest();
    return;
  }
  const server = startServer(site, site.proxy, prefix, placeOf(address));
  server.datagram = address.kind === 'udp';
  site.parseServerWords(server, false);
  finish(server);
  for (let number = count[0]; number <= count[1]; number++) {
    const id = number === count[0] ? server.id : undefined;
    const slot = { ...server, ...copyServer(server), name: `${prefix}${number}`, id };
    keep(site.proxy, slot, range);
    needAddress(site, slot, place);
  }
}

function parseDefault(site: DirectiveSite): void {
  const { proxy, words } = site;
  if (!proxy) return;
  const name = words.take('name') ? words.expect(arg.nonEmpty('name')) : '';
  if (name === undefined) return;
  const isNamed = name !== '';
  if (isNamed) hasBadCharacter(site, name);
  const { namedServerDefaults, servers } = proxy.config;
  if (servers.some((server) => server.name === name)) {
    site.report('server/duplicate', words.last, `'default-server' : '${name}' is the name of a server`);
  }
  // Several lines of one name complete each other.
  const server = startServer(site, proxy, '', NOWHERE, isNamed ? (namedServerDefaults.get(name) ?? {}) : undefined);
  site.parseServerWords(server, true);
  if (isNamed) namedServerDefaults.set(name, server);
  else proxy.config.serverDefaults = server;
}

const head = { since: '1.1', support: 'full' } as const;

export const entries: readonly Entry[] = [
  define.directive({
    ...{ ...head, name: 'server', doc: '4.2#server', brief: 'A server of the backend.', sections: OWN_BACK },
    ...{ usage: 'server <name> <address>[:[port]] [from <origin>] [param*]', parse: parseServer },
  }),
  define.directive({
    ...{ ...head, name: 'server-template', doc: '4.2#server-template', brief: 'Several servers of one shape.' },
    ...{ sections: OWN_BACK, since: '1.8', parse: parseTemplate },
    usage: 'server-template <prefix> <num | range> <fqdn>[:<port>] [params*]',
  }),
  define.directive({
    ...{ ...head, name: 'default-server', doc: '4.2#default-server', brief: 'Words of all servers behind it.' },
    ...{
      sections: BACK,
      since: '1.4',
      usage: 'default-server [name <name>] [from <origin>] [param*]',
      parse: parseDefault,
    },
  }),
  ...loadWordEntries,
  ...resolveWordEntries,
  ...checkWordEntries,
  ...connectionWordEntries,
  ...tlsWordEntries,
];
