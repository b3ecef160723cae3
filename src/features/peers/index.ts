/** `peers` sections: who exchanges stick tables with whom (manual 11.2). */
import os from 'node:os';
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import type { SocketAddress } from '../../model/config/address.js';
import { type BindConfig, initialBind } from '../../model/config/bind.js';
import { initialServer, type ServerConfig } from '../../model/config/server.js';
import { openSection } from './section.js';
import { entries as showPeers } from './show-peers.js';

const ADDRESS = arg.address('address', { port: 'optional', names: true, stream: true });
/** The local peer listens there. */
const OWN_ADDRESS = arg.address('address', { port: 'required', names: true, stream: true });
const BIND_ADDRESS = arg.address('address', { port: 'required', names: true, stream: true, descriptor: true });

const NOWHERE: SocketAddress = {
  ...{ kind: 'tcp', host: '', family: 0, port: 0, portEnd: 0, portOffset: undefined, text: '' },
};

/** Where a word may be an address: words of servers have no colon in front of a number, and no slash. */
const LOOKS_LIKE_ADDRESS = /^[^()]*:[^:]*$|^[^()]*::?|[/@]|^[\d.]+$/;

/** Health of peers is not checked: such words have no effect. */
const NO_EFFECT = /^(?:check|no-check|agent-check|resolvers|init-addr)$/;

const SHARDS_MAX = 0x7fffffff;

function warnOfIdleWords(site: DirectiveSite, name: string): void {
  const word = site.rawWords.find(({ value }) => NO_EFFECT.test(value));
  if (!word) return;
  const message = `'peer ${name}' : '${word.value}' has no effect for peers`;
  site.report('peers/setting', site.keyword, message);
}

function needsHost(site: DirectiveSite, name: string, { kind, host, family, text }: SocketAddress): void {
  const message = `'server ${site.sectionName ?? ''}/${name}' : invalid address: '${host}' in '${text}'`;
  if (kind === 'tcp') site.needsHost({ host, family, range: site.words.last, code: 'server/unresolved', message });
}

/** `peer` and `server` lines are of one kind: the local one says where to listen unless `bind` does. */
function parsePeer(site: DirectiveSite, keyword: 'peer' | 'server'): void {
  const { words, sectionData } = site;
  const section = openSection(site);
  const name = words.expect(arg.nonEmpty('peername'));
  if (name === undefined) return;
  const range = words.last;
  if (keyword === 'peer' && section.bind?.addresses.length) {
    reportMixed(site);
    return;
  }
  if (keyword === 'peer') sectionData.set('peer', true);
  const next = words.peek();
  let address: SocketAddress | undefined;
  if (next !== undefined && (keyword === 'peer' || LOOKS_LIKE_ADDRESS.test(next.value))) {
    const isLocal = name === (site.global.localPeer ?? os.hostname());
    address = words.expect(isLocal ? OWN_ADDRESS : ADDRESS);
    if (!address) {
      words.rest();
      return;
    }
    needsHost(site, name, address);
  }
  warnOfIdleWords(site, name);
  const server = initialServer(name, address ?? NOWHERE, site.file, site.line);
  const defaults = sectionData.get('server defaults') as ServerConfig | undefined;
  if (defaults) Object.assign(server, structuredClone(defaults), { name, address: server.address, line: site.line });
  site.parseServerWords(server, false);
  if (server.tls && !server.tls.enabled) server.tls = undefined;
  section.lines.push({ server, hasAddress: address !== undefined, range });
}

function reportMixed(site: DirectiveSite): void {
  site.words.rest();
  site.report('proxy/setting', site.keyword, "'peer' and 'bind' lines cannot be mixed in a peers section");
}

function parseDefaultServer(site: DirectiveSite): void {
  openSection(site);
  const { sectionData } = site;
  const known = sectionData.get('server defaults') as ServerConfig | undefined;
  const server = known ?? initialServer('', NOWHERE, site.file, site.line);
  site.parseServerWords(server, true);
  sectionData.set('server defaults', server);
}

function bindOf(site: DirectiveSite): BindConfig {
  const section = openSection(site);
  section.bind ??= initialBind(site.file, site.line);
  return section.bind;
}

function parseBind(site: DirectiveSite): void {
  const bind = bindOf(site);
  const range = site.keyword;
  if (site.sectionData.has('peer')) {
    reportMixed(site);
    return;
  }
  const address = site.words.expect(BIND_ADDRESS);
  if (!address) {
    site.words.rest();
    return;
  }
  if (bind.addresses.length > 0) {
    const message = `'bind' : the section listens on '${bind.addresses[0]!.text}' already (line ${bind.line})`;
    site.report('peers/bind', range, message);
  }
  needsHost(site, 'bind', address);
  bind.addresses.push(address);
  bind.line = site.line;
  site.parseBindWords(bind);
}

const head = { support: 'full', sections: ['peers'] } as const;

function word(
  name: string,
  since: string,
  brief: string,
  usage: string,
  parse: DirectiveEntry['parse'],
): DirectiveEntry {
  return define.directive({
    ...head,
    name,
    doc: `11.2#${name}`,
    since,
    brief,
    usage: `${name} ${usage}`.trim(),
    parse,
  });
}

export const entries: readonly Entry[] = [
  define.section({
    ...{ name: 'peers', doc: '11.2', since: '1.5', support: 'full', naming: 'required', repeatable: false },
    brief: 'Processes that exchange their stick tables.',
  }),
  word('peer', '1.5', 'A process of the section.', '<peername> [<address>]:port [param*]', (site) =>
    parsePeer(site, 'peer'),
  ),
  word('server', '2.0', 'A process of the section.', '<peername> [<address>:<port>] [param*]', (site) =>
    parsePeer(site, 'server'),
  ),
  word('default-server', '2.0', 'Words of all peers behind it.', '[param*]', parseDefaultServer),
  word('bind', '2.0', 'Where this process listens for its peers.', '[<address>]:port [param*]', parseBind),
  word('default-bind', '2.0', 'Words of the listener for peers.', '[param*]', (site) =>
    site.parseBindWords(bindOf(site)),
  ),
  word('disabled', '1.5', 'Nothing is exchanged.', '', (site) => {
    openSection(site).enabled = false;
  }),
  word('enabled', '1.5', 'Takes `disabled` back.', '', (site) => {
    openSection(site).enabled = true;
  }),
  word('shards', '2.8', 'Number of parts that keys are shared out in.', '<shards>', (site) => {
    openSection(site).shards = site.words.expect(arg.uint('shards', { min: 1, max: SHARDS_MAX })) ?? 0;
  }),
  define.directive({
    ...{ ...head, name: 'log', doc: '11.2#log', since: '2.0', brief: 'Logs of the listener for peers.' },
    ...{ support: 'ignored', why: 'sessions of peers leave no lines', harmless: true, negatable: true },
    usage: 'log <target> [<facility> [<level> [<minlevel>]]]',
    parse: ({ words }) => void words.rest(),
  }),
  ...showPeers,
];
