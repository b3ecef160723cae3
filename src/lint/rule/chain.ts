/**
 * Servers that are listeners of the same configuration: rings, and chains in which the address of the client gets lost or
 * is told twice (manual 4.2 `option forwardfor`, 5.1 `accept-proxy`, 5.2 `send-proxy`).
 */
import net from 'node:net';
import type { Word } from '../../../grammar/config/ast.js';
import type { SocketAddress } from '../../model/config/address.js';
import type { BindConfig } from '../../model/config/bind.js';
import type { ForwardForConfig, ProxyConfig } from '../../model/config/proxy.js';
import type { ServerConfig } from '../../model/config/server.js';
import type { LintRule, Spot } from '../rule.js';
import { headerWord } from '../rule.js';
import type { LintSection, LintView } from '../view.js';

/** A server whose address a listener of the same configuration has. */
interface Link {
  readonly from: LintSection;
  readonly server: ServerConfig;
  readonly to: LintSection;
  readonly bind: BindConfig;
}

/** A way that traffic takes from one section to another. */
interface Step {
  readonly to: LintSection;
  readonly conditional: boolean;
}

const ANY = new Set(['0.0.0.0', '::', '*']);

function isLoopback(host: string): boolean {
  return /^127\./.test(host) || host === '::1' || host === 'localhost';
}

/** Whether who connects to a server reaches a listener of this machine. Names other than localhost may be anybody. */
function reaches(server: SocketAddress, bind: SocketAddress): boolean {
  if (server.kind !== bind.kind) return false;
  if (server.kind === 'unix' || server.kind === 'abstract') return server.host === bind.host;
  if (server.kind !== 'tcp' || server.portOffset !== undefined) return false;
  if (server.port === 0 || server.port < bind.port || server.port > Math.max(bind.port, bind.portEnd)) return false;
  if (ANY.has(bind.host)) return isLoopback(server.host) || ANY.has(server.host);
  if (ANY.has(server.host)) return isLoopback(bind.host);
  return server.host === bind.host || (server.host === 'localhost' && isLoopback(bind.host));
}

function groupBy<K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

function linksOf(view: LintView): readonly Link[] {
  const listeners = view.proxies.flatMap((to) => {
    const config = to.draft?.config;
    if (!config || config.disabled) return [];
    return config.binds.flatMap((bind) => bind.addresses.map((address) => ({ to, bind, address })));
  });
  const byPort = groupBy(listeners, ({ address }) => address.port);
  const ranges = listeners.filter(({ address }) => address.portEnd > address.port);
  return view.proxies.flatMap((from) => {
    const config = from.draft?.config;
    if (!config || config.disabled) return [];
    return config.servers.flatMap((server) => {
      const near = [...(byPort.get(server.address.port) ?? []), ...ranges];
      const found = near.find(({ bind, address }) => !isApart(server, bind) && reaches(server.address, address));
      const word = found && addressWord(from, server);
      return found && !(word && isVariable(word)) ? [{ from, server, to: found.to, bind: found.bind }] : [];
    });
  });
}

/** Other network namespaces have addresses of their own. */
function isApart(server: ServerConfig, bind: BindConfig): boolean {
  return server.namespace !== bind.namespace;
}

/** Where a frontend sends to: `use_backend` and its default; a `listen` section is its own backend. */
function stepsOf(section: LintSection, byName: ReadonlyMap<string, LintSection>): readonly Step[] {
  const config = section.draft?.config;
  if (!config || config.kind === 'backend') return [];
  const rules = section.lines.flatMap((line) => {
    const to = line.keyword === 'use_backend' ? byName.get(line.args[0]?.value ?? '') : undefined;
    return to ? [{ to, conditional: line.conditional }] : [];
  });
  const last = config.defaultBackend === undefined ? undefined : byName.get(config.defaultBackend);
  return last ? [...rules, { to: last, conditional: rules.length > 0 }] : rules;
}

/** The word of a server's address. */
function addressWord(section: LintSection, server: ServerConfig): Word | undefined {
  const found = section.lines.find(
    ({ keyword, statement }) => statement.line === server.line && keyword.startsWith('server'),
  );
  return found?.words[2];
}

/** Variables of the environment may be others where the configuration will run. */
function isVariable({ source, start, end }: Word): boolean {
  return source.text.slice(start, end).includes('$');
}

function spotOf({ from, server }: Link): Spot {
  return addressWord(from, server) ?? headerWord(from);
}

/** Whether every way from one section to another needs a condition; undefined if there is none. */
function wayTo(
  from: LintSection,
  goal: LintSection,
  next: (section: LintSection) => readonly Step[],
): 'always' | 'conditional' | undefined {
  if (from === goal) return 'always';
  const seen = new Map<LintSection, boolean>();
  const queue: Step[] = [{ to: from, conditional: false }];
  let found: 'conditional' | undefined;
  for (let step = queue.shift(); step; step = queue.shift()) {
    const before = seen.get(step.to);
    if (before === false || before === step.conditional) continue;
    seen.set(step.to, step.conditional);
    if (step.to === goal && !step.conditional) return 'always';
    if (step.to === goal) found = 'conditional';
    for (const { to, conditional } of next(step.to)) queue.push({ to, conditional: conditional || step.conditional });
  }
  return found;
}

const proxyLoop: LintRule = {
  code: 'lint/proxy-loop',
  check(view, report) {
    const links = linksOf(view);
    if (links.length === 0) return;
    const byName = new Map(view.proxies.map((section) => [section.name, section]));
    const servers = groupBy(links, ({ from }) => from);
    const next = (section: LintSection): readonly Step[] => [
      ...stepsOf(section, byName),
      ...(servers.get(section) ?? []).map(({ to }) => ({ to, conditional: false })),
    ];
    for (const link of links) {
      const way = wayTo(link.to, link.from, next);
      if (way === undefined) continue;
      const { text } = link.server.address;
      const tail = way === 'always' ? 'leads back here' : 'can lead back here, if conditions allow';
      const severity = way === 'always' ? 'warning' : 'notice';
      report(spotOf(link), `'${text}' is a listener of '${link.to.name}', which ${tail}`, { severity });
    }
  },
};

/** Whether `option forwardfor` of the second proxy leaves alone what the first one sends. */
function isSpared({ ifNone, except }: ForwardForConfig, server: ServerConfig): boolean {
  if (ifNone) return true;
  const { host } = server.address;
  const source = server.source?.host ?? (ANY.has(host) || !net.isIP(host) ? '127.0.0.1' : host);
  return except.some(({ address, bits, family }) => {
    const list = new net.BlockList();
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
    return list.check(source, net.isIP(source) === 6 ? 'ipv6' : 'ipv4');
  });
}

/** Whether what listens learns the client's address from the connection. */
function tellsSource({ server, bind, from }: Link): boolean {
  if (server.usesrc !== undefined || from.draft?.config.usesrc !== undefined) return true;
  return (server.sendProxy !== undefined && bind.acceptProxy) || bind.acceptNetscalerCip !== undefined;
}

/** Rules that take the source of a connection from a field. */
function restoresSource(section: LintSection): boolean {
  const lines = [...section.lines, ...(section.defaults?.lines ?? [])];
  return lines.some(({ ruleset, action }) => ruleset !== undefined && action === 'set-src');
}

function forwardForOf(section: LintSection, view: LintView): ForwardForConfig | undefined {
  const own = section.draft?.config.forwardFor;
  if (own) return own;
  const ways = [...view.waysTo(section.name)];
  return ways.map(({ draft }) => draft?.config.forwardFor).find((option) => option !== undefined);
}

/** `option forwardfor` of a frontend, or of a backend that it always uses. */
function optionAt(section: LintSection, view: LintView): ForwardForConfig | undefined {
  const config = section.draft?.config as ProxyConfig;
  if (config.forwardFor) return config.forwardFor;
  const next = view.proxies.find(({ name }) => name === config.defaultBackend);
  return next?.draft?.config.forwardFor;
}

const forwardforChain: LintRule = {
  code: 'lint/forwardfor-chain',
  check(view, report) {
    for (const link of linksOf(view)) {
      const { from, to, server } = link;
      if (to.draft?.config.mode !== 'http' || tellsSource(link) || restoresSource(to)) continue;
      const second = optionAt(to, view);
      if (!second || isSpared(second, server)) continue;
      const first = from.draft?.config.mode === 'http' ? forwardForOf(from, view) : undefined;
      const where = `'${to.name}' adds the address of this proxy to ${second.header}`;
      if (first && first.header.toLowerCase() === second.header.toLowerCase()) {
        report(spotOf(link), `${where}, behind that of the client`, {
          remedy: `write 'option forwardfor if-none' in '${to.name}', or use send-proxy-v2 here and accept-proxy there`,
        });
      } else if (from.draft?.config.mode === 'tcp') {
        report(spotOf(link), `${where}: that of the client gets lost here`, {
          remedy: `use send-proxy-v2 here and accept-proxy on the bind line of '${to.name}'`,
        });
      }
    }
  },
};

/** Rules about proxies that are their own servers. */
export const chainRules: readonly LintRule[] = [proxyLoop, forwardforChain];
