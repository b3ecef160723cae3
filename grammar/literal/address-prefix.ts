/** Prefixes of addresses (manual 2.9.1 to 2.9.3): family, socket type, protocol. */

export type AddressKind = 'tcp' | 'udp' | 'unix' | 'unix-datagram' | 'abstract' | 'fd' | 'socketpair' | 'reverse';

/** What prefixes say; undefined is what the statement prefers. */
export interface AddressPrefix {
  readonly family: 'ip' | 'ipv4' | 'ipv6' | 'unix' | 'abns' | 'abnsz' | 'fd' | 'sockpair' | 'rhttp';
  readonly socket: 'stream' | 'dgram' | undefined;
  readonly protocol: 'mptcp' | 'quic' | undefined;
  /** Where the address starts behind all prefixes. */
  readonly length: number;
}

type Found = Pick<AddressPrefix, 'family' | 'socket' | 'protocol'>;

const family = (name: AddressPrefix['family'], socket?: Found['socket'], protocol?: Found['protocol']): Found => ({
  family: name,
  socket,
  protocol,
});

const PREFIXES: Readonly<Record<string, Found>> = {
  ip: family('ip'),
  ipv4: family('ipv4'),
  ipv6: family('ipv6'),
  unix: family('unix'),
  uxst: family('unix', 'stream'),
  uxdg: family('unix', 'dgram'),
  abns: family('abns'),
  abnsz: family('abnsz'),
  fd: family('fd'),
  sockpair: family('sockpair'),
  rhttp: family('rhttp', 'stream'),
  tcp: family('ip', 'stream'),
  tcp4: family('ipv4', 'stream'),
  tcp6: family('ipv6', 'stream'),
  mptcp: family('ip', 'stream', 'mptcp'),
  mptcp4: family('ipv4', 'stream', 'mptcp'),
  mptcp6: family('ipv6', 'stream', 'mptcp'),
  udp: family('ip', 'dgram'),
  udp4: family('ipv4', 'dgram'),
  udp6: family('ipv6', 'dgram'),
  quic4: family('ipv4', 'dgram', 'quic'),
  quic6: family('ipv6', 'dgram', 'quic'),
};

const SOCKET_TYPES: Readonly<Record<string, Pick<Found, 'socket' | 'protocol'>>> = {
  'stream+': { socket: 'stream', protocol: undefined },
  'dgram+': { socket: 'dgram', protocol: undefined },
  'quic+': { socket: 'dgram', protocol: 'quic' },
};

const UNIX: AddressPrefix = { family: 'unix', socket: undefined, protocol: undefined, length: 0 };
const INTERNET: AddressPrefix = { family: 'ip', socket: undefined, protocol: undefined, length: 0 };

/** Reads the prefixes of an address. Without any, a slash means a unix socket, anything else an IP address or a name. */
export function parseAddressPrefix(text: string): AddressPrefix {
  if (!text.includes('@') && !text.includes('+')) return text[0] === '/' ? UNIX : INTERNET;
  const type = /^(?:stream|dgram|quic)\+/.exec(text)?.[0] ?? '';
  const name = /^[a-z0-9]+(?=@)/.exec(text.slice(type.length))?.[0] ?? '';
  const found = Object.hasOwn(PREFIXES, name) ? PREFIXES[name] : undefined;
  const start = type.length + (found ? name.length + 1 : 0);
  const { family, socket, protocol } = found ?? {
    family: text[start] === '/' ? ('unix' as const) : ('ip' as const),
    socket: undefined,
    protocol: undefined,
  };
  const forced = type === '' ? undefined : SOCKET_TYPES[type];
  return { family, socket: socket ?? forced?.socket, protocol: protocol ?? forced?.protocol, length: start };
}
