/** `bind`: where a proxy listens (manual 4.2, 5.1). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { NOT_FRONT, OWN_FRONT } from '../../catalog/section-set.js';
import type { SocketAddress } from '../../model/config/address.js';
import { type BindConfig, initialBind } from '../../model/config/bind.js';
import type { UnixBindConfig } from '../../model/config/global.js';
import { socketWordEntries } from './socket-word.js';
import { tlsWordEntries } from './tls-word.js';

const ADDRESS = arg.address('address', { port: 'required', names: true, range: true, stream: true, descriptor: true });

/** QUIC is another transport: those addresses are left out, with a word. */
function isQuic(site: DirectiveSite, text: string): boolean {
  if (!/^quic[46]?[@+]/.test(text)) return false;
  const message = `'bind ${text}' is accepted but has no effect: QUIC is not executed yet`;
  site.report('keyword/not-executed', site.words.last, message);
  return true;
}

/** Paths of unix sockets begin with the prefix of `unix-bind`. */
function withPrefix(address: SocketAddress | undefined, { prefix }: UnixBindConfig): SocketAddress | undefined {
  if (address?.kind !== 'unix' || prefix === undefined) return address;
  return { ...address, host: prefix + address.host };
}

/** Rights and owner as `unix-bind` says, until the line itself says something else. */
function startFrom(bind: BindConfig, { mode, user, group, uid, gid }: UnixBindConfig): void {
  Object.assign(bind, { mode, user, group, uid, gid });
}

function parse(site: DirectiveSite): void {
  const text = site.words.expect(arg.any('address', 'an address with a port'));
  if (!text) return;
  const bind = initialBind(site.file, site.line);
  // A comma at the end separates nothing.
  for (const value of text.value.replace(/,$/, '').split(',')) {
    if (isQuic(site, value)) continue;
    const address = withPrefix(ADDRESS.parse({ value, range: text.range }, site), site.global.unixBind);
    if (!address) continue;
    bind.addresses.push(address);
    if (address.kind === 'unix') startFrom(bind, site.global.unixBind);
    const { kind, host, family } = address;
    const message = `'bind' : invalid address: '${host}' in '${value}' has no address`;
    if (kind === 'tcp') site.needsHost({ host, family, range: text.range, code: 'bind/unresolved', message });
  }
  site.parseBindWords(bind);
  if (!bind.tls?.enabled) bind.tls = undefined;
  if (!site.proxy || bind.addresses.length === 0) return;
  site.proxy.config.binds.push(bind);
  const ranges = (site.proxy.extra.get('bind ranges') as Map<number, unknown> | undefined) ?? new Map();
  site.proxy.extra.set('bind ranges', ranges.set(site.line, text.range));
}

export const entries: readonly Entry[] = [
  define.directive({
    ...{ name: 'bind', doc: '4.2#bind', brief: 'Listens on addresses and ports.', since: '1.1', support: 'full' },
    ...{ sections: OWN_FRONT, ignoredIn: NOT_FRONT, parse },
    usage: 'bind [<address>]:<port_range> [, ...] [param*] | bind /<path> [, ...] [param*]',
  }),
  ...socketWordEntries,
  ...tlsWordEntries,
];
