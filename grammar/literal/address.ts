/** Addresses of `bind`, `server`, `log`, `source` and others (manual 2.9). The environment is resolved by now. */
import { ipFamily } from '../../src/base/ip-family.js';
import { type AddressKind, type AddressPrefix, parseAddressPrefix } from './address-prefix.js';
import { type LiteralProblem, type LiteralResult, problem } from './literal.js';

/** What a statement takes. Whatever is not named is not permitted. */
export interface AddressRules {
  readonly port?: 'required' | 'optional';
  /** `8000-8010`. */
  readonly range?: boolean;
  /** `+1000`, `-1000`. */
  readonly offset?: boolean;
  /** Names of hosts, to be resolved by the caller. */
  readonly names?: boolean;
  /** Stream sockets, datagram sockets; the first that is permitted is the default, streams if none is named. */
  readonly stream?: boolean;
  readonly datagram?: boolean;
  /** `fd@3`. */
  readonly descriptor?: boolean;
}

/** An address as written; nothing is looked up. */
export interface Address {
  readonly kind: AddressKind;
  /** Address (`0.0.0.0` and `::` for any), name of a host, path, abstract name, or digits of a descriptor. */
  readonly host: string;
  /** 4 or 6; 0 where the host is a name of any family or there is no family. */
  readonly family: 0 | 4 | 6;
  /** Whether `host` is a name that is to be resolved. */
  readonly isName: boolean;
  /** 0 if none was given. */
  readonly port: number;
  /** Last port of a range, otherwise the port. */
  readonly portEnd: number;
  /** `+80`, `-80`; 0 where offsets are permitted and no port was given; else undefined. */
  readonly portOffset: number | undefined;
  readonly protocol: 'mptcp' | 'quic' | undefined;
  /** Whether an abstract name ends with a zero byte instead of being padded. */
  readonly zeroTerminated: boolean;
  readonly text: string;
}

const NO_PORT = { port: 0, portEnd: 0, portOffset: undefined } as const;

/** Parses an address. Problems have the range of the part that is to blame. */
export function parseAddress(text: string, rules: AddressRules = {}): LiteralResult<Address> {
  const prefix = parseAddressPrefix(text);
  const rest = text.slice(prefix.length);
  const socket = prefix.socket ?? (rules.datagram && !rules.stream ? 'dgram' : 'stream');
  const wrongType = checkSocketType(text, prefix, socket, rules);
  if (wrongType) return wrongType;
  const { protocol } = prefix;
  if (prefix.family === 'ip' || prefix.family === 'ipv4' || prefix.family === 'ipv6') {
    return parseInternet(rest, prefix, text, socket === 'dgram' ? 'udp' : 'tcp', rules);
  }
  const common = { ...NO_PORT, host: rest, family: 0, isName: false, zeroTerminated: false, text } as const;
  switch (prefix.family) {
    case 'unix':
      return { ok: true, value: { ...common, protocol, kind: socket === 'dgram' ? 'unix-datagram' : 'unix' } };
    case 'abns':
    case 'abnsz':
      return { ok: true, value: { ...common, protocol, kind: 'abstract', zeroTerminated: prefix.family === 'abnsz' } };
    case 'fd':
    case 'sockpair':
      return parseDescriptor(rest, prefix, { ...common, protocol }, rules);
    case 'rhttp':
      return { ok: true, value: { ...common, protocol, kind: 'reverse' } };
    default:
      return prefix.family satisfies never;
  }
}

function checkSocketType(
  text: string,
  prefix: AddressPrefix,
  socket: 'stream' | 'dgram',
  rules: AddressRules,
): LiteralProblem | undefined {
  // QUIC is a stream transport over datagram sockets
  const transport = prefix.protocol === 'quic' ? 'stream' : socket;
  const allowed = transport === 'stream' ? (rules.stream ?? !rules.datagram) : rules.datagram;
  if (allowed) return undefined;
  return problem('not-permitted', `${transport}-type address not acceptable in '${text}'`, 0, prefix.length);
}

function parseDescriptor(
  digits: string,
  prefix: AddressPrefix,
  common: Omit<Address, 'kind'>,
  rules: AddressRules,
): LiteralResult<Address> {
  const { text } = common;
  if (prefix.family === 'fd' && !rules.descriptor) {
    return problem('not-permitted', `a file descriptor is not acceptable here in '${text}'`, 0, text.length);
  }
  if (!/^\d+$/.test(digits)) {
    const message = `file descriptor '${digits}' is not a valid integer in '${text}'`;
    return problem('malformed', message, prefix.length, text.length);
  }
  return { ok: true, value: { ...common, kind: prefix.family === 'fd' ? 'fd' : 'socketpair' } };
}

function parseInternet(
  rest: string,
  prefix: AddressPrefix,
  text: string,
  kind: 'udp' | 'tcp',
  rules: AddressRules,
): LiteralResult<Address> {
  // the port follows the last colon, unless that stands between brackets
  const colon = rest.lastIndexOf(':');
  const hasPort = colon > rest.lastIndexOf(']');
  const raw = hasPort ? rest.slice(0, colon) : rest;
  const bare = raw.startsWith('[') && raw.endsWith(']') ? raw.slice(1, -1) : raw;
  const host = parseHost(bare, prefix, text, rules);
  if (!host.ok) return host;
  const port = parsePort(hasPort ? rest.slice(colon + 1) : '', text, rules);
  if (!port.ok) return port;
  // Written out: spreading three objects is slow, and large files have an address per line.
  const { host: name, family, isName } = host.value;
  const { port: first, portEnd, portOffset } = port.value;
  const { protocol } = prefix;
  const value = {
    kind,
    host: name,
    family,
    isName,
    port: first,
    portEnd,
    portOffset,
    protocol,
    zeroTerminated: false,
    text,
  };
  return { ok: true, value };
}

type Host = Pick<Address, 'host' | 'family' | 'isName'>;

function parseHost(host: string, prefix: AddressPrefix, text: string, rules: AddressRules): LiteralResult<Host> {
  const wanted = prefix.family === 'ipv4' ? 4 : prefix.family === 'ipv6' ? 6 : 0;
  if (host === '' || host === '*') {
    return { ok: true, value: { host: wanted === 6 ? '::' : '0.0.0.0', family: wanted || 4, isName: false } };
  }
  const family = ipFamily(host);
  const end = prefix.length + host.length;
  if (family === 4 || family === 6) {
    if (wanted === 0 || family === wanted) return { ok: true, value: { host, family, isName: false } };
    return problem('malformed', `invalid address: '${host}' is not IPv${wanted} in '${text}'`, prefix.length, end);
  }
  if (!rules.names || !/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(host)) {
    return problem('malformed', `invalid address: '${host}' in '${text}'`, prefix.length, end);
  }
  return { ok: true, value: { host, family: wanted, isName: true } };
}

type Port = Pick<Address, 'port' | 'portEnd' | 'portOffset'>;

function parsePort(port: string, text: string, rules: AddressRules): LiteralResult<Port> {
  const start = text.length - port.length;
  const fail = (kind: LiteralProblem['kind'], message: string): LiteralProblem =>
    problem(kind, message, start, text.length);
  if (port === '') {
    if (rules.port === 'required') return fail('malformed', `missing port specification in '${text}'`);
    return { ok: true, value: rules.offset ? { ...NO_PORT, portOffset: 0 } : NO_PORT };
  }
  if (rules.port === undefined) return fail('not-permitted', `port specification not permitted here in '${text}'`);
  if (port[0] === '+' || port[0] === '-') return parseOffset(port, text, rules, fail);
  if (!/^\d/.test(port))
    return fail('malformed', `invalid character '${port[0]}' in port number '${port}' in '${text}'`);
  const dash = port.indexOf('-');
  if (dash >= 0 && !rules.range) return fail('not-permitted', `port range not permitted here in '${text}'`);
  const first = portNumber(dash < 0 ? port : port.slice(0, dash), rules);
  const last = dash < 0 ? first : portNumber(port.slice(dash + 1), rules);
  if (first === undefined || last === undefined) {
    const bad = first === undefined ? port.split('-')[0] : port.slice(dash + 1);
    return fail('malformed', `invalid port '${bad}'`);
  }
  if (last < first) return fail('malformed', `invalid port range '${port}'`);
  return { ok: true, value: { port: first, portEnd: last, portOffset: undefined } };
}

/** Port 0 means "any" and makes no sense where a port is required. */
function portNumber(digits: string, rules: AddressRules): number | undefined {
  const number = /^\d+$/.test(digits) ? Number(digits) : -1;
  return number < (rules.port === 'required' ? 1 : 0) || number > 65535 ? undefined : number;
}

function parseOffset(
  port: string,
  text: string,
  rules: AddressRules,
  fail: (kind: LiteralProblem['kind'], message: string) => LiteralProblem,
): LiteralResult<Port> {
  if (!rules.offset) return fail('not-permitted', `port offset not permitted here in '${text}'`);
  if (!/^.\d+$/.test(port)) return fail('malformed', `invalid port offset '${port}' in '${text}'`);
  return { ok: true, value: { port: 0, portEnd: 0, portOffset: Number(port) } };
}
