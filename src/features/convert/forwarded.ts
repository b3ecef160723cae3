/** The Forwarded field of RFC 7239: `rfc7239_*` converters (manual 7.3.1). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { castToString } from '../../model/cast.js';
import { parseIpv4, parseIpv6, renderIpv4, renderIpv6 } from '../../model/ip.js';
import type { Sint, Value } from '../../model/value.js';
import { Ipv4, Ipv6 } from '../../model/value.js';

const OBFUSCATED = /^_[A-Za-z0-9._-]+$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A node identifier (RFC 7239 6) taken apart. */
interface Node {
  readonly name: Ipv4 | Ipv6 | string;
  readonly port: number | string | undefined;
}

/** A port: a number from 1 to 65535 or an obfuscated one. */
function parsePort(text: string): number | string | undefined {
  if (OBFUSCATED.test(text)) return text;
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65535 ? port : undefined;
}

function parseName(text: string): Ipv4 | Ipv6 | string | undefined {
  if (text === 'unknown' || OBFUSCATED.test(text)) return text;
  return parseIpv4(text);
}

/** Takes `name[:port]` apart; undefined if it is no node. */
function parseNode(text: string): Node | undefined {
  const bracket = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  const plain = /^([^:]*)(?::(.*))?$/.exec(text);
  const found = bracket ?? plain;
  if (!found) return undefined;
  const name = bracket ? parseIpv6(found[1]!) : parseName(found[1]!);
  if (name === undefined) return undefined;
  if (found[2] === undefined) return { name, port: undefined };
  const port = parsePort(found[2]);
  return port === undefined ? undefined : { name, port };
}

const FIELDS = ['proto', 'host', 'for', 'by'] as const;
type FieldName = (typeof FIELDS)[number];

function isHost(text: string): boolean {
  return /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(?::[0-9]{1,5})?$/.test(text);
}

/** Whether a value may stand behind a name; what is no token has to be quoted. */
function isValue(name: FieldName, value: string, quoted: boolean): boolean {
  if (!quoted && !TOKEN.test(value)) return false;
  if (name === 'proto') return value === 'http' || value === 'https';
  return name === 'host' ? isHost(value) : parseNode(value) !== undefined;
}

const PAIR = /(proto|host|for|by)=(?:"([^"\\]*)"|([^";,]*))/y;

/** All parameters of a field with one element; undefined if it is not valid. */
function parseForwarded(text: string): ReadonlyMap<FieldName, string> | undefined {
  const found = new Map<FieldName, string>();
  for (let at = 0; ; ) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(text);
    if (match === null) return undefined;
    const name = match[1] as FieldName;
    const value = match[2] ?? match[3] ?? '';
    if (found.has(name) || !isValue(name, value, match[2] !== undefined)) return undefined;
    found.set(name, value);
    at = PAIR.lastIndex;
    if (at === text.length) return found;
    if (text[at] !== ';') return undefined;
    at++;
  }
}

function nodeName(value: Value): string | undefined {
  if (value instanceof Ipv6) return `[${renderIpv6(value)}]`;
  if (value instanceof Ipv4) return renderIpv4(value.value);
  const text = castToString(value);
  if (text === '') return 'unknown';
  return OBFUSCATED.test(`_${text}`) ? `_${text}` : undefined;
}

/** The lower 32 bits of a number, or an obfuscated port. */
function nodePort(value: Value): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(unsigned32(value));
  const text = castToString(value);
  return OBFUSCATED.test(`_${text}`) ? `_${text}` : undefined;
}

function unsigned32(value: Sint): number {
  return typeof value === 'number' ? value >>> 0 : Number(BigInt.asUintN(32, value));
}

const shared = { since: '2.8', support: 'full', in: 'str' } as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'rfc7239_is_valid',
    doc: '7.3.1#rfc7239_is_valid',
    brief: 'Whether a text is a valid Forwarded field.',
    args: [],
    out: 'bool',
    compile: () => (text) => parseForwarded(text) !== undefined,
  }),
  define.converter({
    ...shared,
    name: 'rfc7239_field',
    doc: '7.3.1#rfc7239_field',
    brief: 'One parameter of a Forwarded field.',
    args: [arg.enumeration('field', ['', ...FIELDS])],
    out: 'str',
    compile: ([name]) => (name === '' ? () => undefined : (text) => parseForwarded(text)?.get(name)),
  }),
  define.converter({
    ...shared,
    name: 'rfc7239_n2nn',
    doc: '7.3.1#rfc7239_n2nn',
    brief: 'Name of a node of a Forwarded field: an address or an identifier.',
    args: [],
    out: 'any',
    compile: () => (text) => parseNode(text)?.name,
  }),
  define.converter({
    ...shared,
    name: 'rfc7239_n2np',
    doc: '7.3.1#rfc7239_n2np',
    brief: 'Port of a node of a Forwarded field: a number or an identifier.',
    args: [],
    out: 'any',
    compile: () => (text) => parseNode(text)?.port,
  }),
  define.converter({
    ...shared,
    name: 'rfc7239_nn',
    doc: '7.3.1#rfc7239_nn',
    brief: 'An address or identifier as a node name of a Forwarded field.',
    args: [],
    in: 'any',
    out: 'str',
    compile: () => nodeName,
  }),
  define.converter({
    ...shared,
    name: 'rfc7239_np',
    doc: '7.3.1#rfc7239_np',
    brief: 'A number or identifier as a node port of a Forwarded field.',
    args: [],
    in: 'any',
    out: 'str',
    compile: () => nodePort,
  }),
];
