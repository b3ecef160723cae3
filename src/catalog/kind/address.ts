/** Socket addresses of `bind`, `server`, `source` and others (manual 11). */
import net from 'node:net';
import type { AddressKind, SocketAddress } from '../../model/config/address.js';
import type { ArgKind } from './kind.js';

/** What an address may look like where it stands. */
export interface AddressRules {
  /** Whether a port must, may or must not be there. */
  readonly port: 'required' | 'optional' | 'none';
  /** `8000-8010`. */
  readonly range?: boolean;
  /** `+1000`, `-1000`, or no port at all: relative to the port that the client came to. */
  readonly offset?: boolean;
  /** Names of hosts. */
  readonly names?: boolean;
}

const PREFIXES: Readonly<Record<string, { readonly kind: AddressKind; readonly family: 0 | 4 | 6 }>> = {
  ipv4: { kind: 'tcp', family: 4 },
  ipv6: { kind: 'tcp', family: 6 },
  tcp: { kind: 'tcp', family: 0 },
  tcp4: { kind: 'tcp', family: 4 },
  tcp6: { kind: 'tcp', family: 6 },
  mptcp: { kind: 'tcp', family: 0 },
  mptcp4: { kind: 'tcp', family: 4 },
  mptcp6: { kind: 'tcp', family: 6 },
  udp: { kind: 'udp', family: 0 },
  udp4: { kind: 'udp', family: 4 },
  udp6: { kind: 'udp', family: 6 },
  quic4: { kind: 'udp', family: 4 },
  quic6: { kind: 'udp', family: 6 },
  unix: { kind: 'unix', family: 0 },
  uxst: { kind: 'unix', family: 0 },
  uxdg: { kind: 'unix-datagram', family: 0 },
  abns: { kind: 'abstract', family: 0 },
  abnsz: { kind: 'abstract', family: 0 },
  fd: { kind: 'fd', family: 0 },
  sockpair: { kind: 'socketpair', family: 0 },
  rhttp: { kind: 'reverse', family: 0 },
};

/** The address, or a sentence that says what is wrong. */
export function parseAddress(text: string, rules: AddressRules): SocketAddress | string {
  let kind: AddressKind = 'tcp';
  let family: 0 | 4 | 6 = 0;
  let rest = text;
  for (let at = rest.indexOf('@'); at >= 0; at = rest.indexOf('@')) {
    const word = rest.slice(0, at);
    const prefix = PREFIXES[word];
    if (word === 'stream' || word === 'dgram') kind = word === 'dgram' ? 'udp' : kind;
    else if (prefix) ({ kind, family } = prefix);
    else break;
    rest = rest.slice(at + 1);
    if (kind !== 'tcp' && kind !== 'udp') break;
  }
  if (rest.startsWith('/')) kind = kind === 'udp' ? 'unix-datagram' : 'unix';
  const plain = { kind, family, port: 0, portEnd: 0, portOffset: undefined, text } as const;
  if (kind !== 'tcp' && kind !== 'udp') {
    return rest === '' ? `'${text}' names no socket` : { ...plain, host: rest };
  }
  return parseInternet(rest, plain, rules);
}

function parseInternet(rest: string, plain: Omit<SocketAddress, 'host'>, rules: AddressRules): SocketAddress | string {
  const close = rest.lastIndexOf(']');
  const colon = rest.lastIndexOf(':');
  const hasPort = colon > close && colon >= 0;
  const rawHost = hasPort ? rest.slice(0, colon) : rest;
  const host = rawHost.startsWith('[') && rawHost.endsWith(']') ? rawHost.slice(1, -1) : rawHost;
  const found = familyOf(host, plain.family);
  if (typeof found === 'string') return `'${plain.text}': ${found}`;
  if (found.name && !rules.names) return `'${host}' is not an IP address in '${plain.text}'`;
  const port = parsePort(hasPort ? rest.slice(colon + 1) : '', plain.text, rules);
  if (typeof port === 'string') return port;
  return { ...plain, family: found.family, host: found.host, ...port };
}

function familyOf(host: string, wanted: 0 | 4 | 6): { host: string; family: 0 | 4 | 6; name: boolean } | string {
  if (host === '' || host === '*') {
    return wanted === 6 ? { host: '::', family: 6, name: false } : { host: '0.0.0.0', family: 4, name: false };
  }
  const family = net.isIP(host);
  if (family === 4 || family === 6) {
    if (wanted !== 0 && family !== wanted) return `'${host}' is not an IPv${wanted} address`;
    return { host, family, name: false };
  }
  if (/[^A-Za-z0-9_.-]/.test(host)) return `'${host}' is neither an address nor the name of a host`;
  return { host, family: wanted, name: true };
}

type Port = Pick<SocketAddress, 'port' | 'portEnd' | 'portOffset'>;

function parsePort(text: string, whole: string, rules: AddressRules): Port | string {
  if (text === '') {
    if (rules.port === 'required') return `missing port specification in '${whole}'`;
    return { port: 0, portEnd: 0, portOffset: rules.offset ? 0 : undefined };
  }
  if (rules.port === 'none') return `port specification not permitted in '${whole}'`;
  const match = /^([+-]?)(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return `'${text}' is not a port in '${whole}'`;
  const [, sign, low = '', high] = match;
  const port = Number(low);
  const portEnd = high === undefined ? port : Number(high);
  if (sign && (!rules.offset || high !== undefined)) return `port offset not permitted here in '${whole}'`;
  if (sign) return { port: 0, portEnd: 0, portOffset: sign === '-' ? -port : port };
  if (high !== undefined && !rules.range) return `port range not permitted here in '${whole}'`;
  if (port < 1 && rules.port === 'required') return `'${text}' is not a port in '${whole}'`;
  if (port > 65535 || portEnd > 65535 || portEnd < port)
    return `'${text}' is not a port or range of ports in '${whole}'`;
  return { port, portEnd, portOffset: undefined };
}

/** A socket address. */
export function address(
  label: string,
  rules: AddressRules = { port: 'optional', names: true },
): ArgKind<SocketAddress> {
  return {
    label,
    type: 'address',
    expects: rules.port === 'required' ? 'an address with a port' : 'an address',
    optional: false,
    parse(text, site) {
      const parsed = parseAddress(text.value, rules);
      if (typeof parsed !== 'string') return parsed;
      site.report('arg/invalid', text.range, parsed);
      return undefined;
    },
  };
}
