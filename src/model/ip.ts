/** Text of IP addresses and the way from one family to the other (RFC 4291 2.2, RFC 5952 as inet_ntop does it). */
import net from 'node:net';
import { Ipv4, Ipv6 } from './value.js';

/** `10.1.2.3` of an unsigned 32-bit number. */
export function renderIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** The longest run of at least two zero groups: where it starts and how long it is; -1 if there is none. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && groups[end] === 0) end++;
    if (end - at > best.length) best = { start: at, length: end - at };
    if (end > at) at = end;
  }
  return best;
}

/** Shortest text of an IPv6 address; the last 32 bits are dotted in IPv4-compatible and IPv4-mapped ones. */
export function renderIpv6(ip: Ipv6): string {
  const groups: number[] = [];
  for (const word of [ip.a, ip.b, ip.c, ip.d]) groups.push(word >>> 16, word & 0xffff);
  const run = longestZeroRun(groups);
  const dotted = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff));
  const last = dotted ? 6 : 8;
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (run.start < 0) return hex(0, 8);
  const tail = hex(run.start + run.length, last);
  const end = dotted ? `${tail}${tail && ':'}${renderIpv4(ip.d)}` : tail;
  return `${hex(0, run.start)}::${end}`;
}

/** Text of an address of either family. */
export function renderIp(ip: Ipv4 | Ipv6): string {
  return ip instanceof Ipv4 ? renderIpv4(ip.value) : renderIpv6(ip);
}

/** An IPv4 address in dotted form. */
export function parseIpv4(text: string): Ipv4 | undefined {
  if (!net.isIPv4(text)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return new Ipv4(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    const v4 = group.includes('.') ? parseIpv4(group) : undefined;
    return v4 ? [v4.value >>> 16, v4.value & 0xffff] : [Number.parseInt(group, 16)];
  });
}

/** An IPv6 address in any of its spellings, without zone. */
export function parseIpv6(text: string): Ipv6 | undefined {
  if (!net.isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = text.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const groups = [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
  const word = (at: number) => (((groups[at] ?? 0) << 16) | (groups[at + 1] ?? 0)) >>> 0;
  return new Ipv6(word(0), word(2), word(4), word(6));
}

/** An address of either family. */
export function parseIp(text: string): Ipv4 | Ipv6 | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/**
 * The IPv4 address at the start of a text, as texts are cast: what stands behind it is not looked at, unless it goes on
 * like an address.
 */
export function leadingIpv4(text: string): Ipv4 | undefined {
  const found = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(?![0-9.])/.exec(text);
  if (found === null) return undefined;
  const octets = found[0].split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return new Ipv4(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
}

/** The IPv4-mapped address `::ffff:a.b.c.d`. */
export function ipv4ToIpv6(ip: Ipv4): Ipv6 {
  return new Ipv6(0, 0, 0xffff, ip.value);
}

/** The IPv4 address inside of a mapped, compatible or 6to4 (RFC 3056) address; undefined if there is none. */
export function ipv6ToIpv4(ip: Ipv6): Ipv4 | undefined {
  if (ip.a === 0 && ip.b === 0 && (ip.c === 0 || ip.c === 0xffff)) return new Ipv4(ip.d);
  if (ip.a >>> 16 === 0x2002) return new Ipv4(((ip.a << 16) | (ip.b >>> 16)) >>> 0);
  return undefined;
}

/** The bytes of an address in network order, as a latin1 carrier. */
export function ipBytes(ip: Ipv4 | Ipv6): string {
  return ip instanceof Ipv4
    ? wordBytes(ip.value)
    : wordBytes(ip.a) + wordBytes(ip.b) + wordBytes(ip.c) + wordBytes(ip.d);
}

/** The mask that keeps so many bits of an unsigned 32-bit number: none below 1, all from 32 on. */
export function wordMask(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0;
}

/** The four bytes of an unsigned 32-bit number, most significant first. */
export function wordBytes(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
