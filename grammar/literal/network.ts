/** IP addresses and networks: `10.0.0.0/8`, `192.168.0.0/255.255.0.0`, `2001:db8::/32`. */
import net from 'node:net';
import { type LiteralResult, problem } from './literal.js';

export interface Network {
  readonly family: 4 | 6;
  /** The address as written, without brackets. */
  readonly address: string;
  /** Length of the prefix; 32 or 128 if there is none, undefined for a mask that is no prefix (IPv4 only). */
  readonly prefixLength: number | undefined;
  /** The mask as an unsigned number, IPv4 only. */
  readonly mask: number | undefined;
}

/** The unsigned number of a dotted address. */
function ipv4Number(text: string): number {
  return text.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

/** The mask of a prefix length. */
function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

/** The prefix length of a mask, undefined if its ones are not at the front. */
function lengthOf(mask: number): number | undefined {
  const length = Math.clz32(~mask >>> 0);
  return maskOf(length) === mask ? length : undefined;
}

/** An address of one family with an optional mask. Missing parts of dotted addresses are not filled in. */
export function parseNetwork(text: string): LiteralResult<Network> {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const mask = slash < 0 ? undefined : text.slice(slash + 1);
  const address = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  const family = address.includes('%') ? 0 : net.isIP(address);
  if (family === 0) return problem('malformed', `'${host}' is not an IP address`, 0, host.length);
  return family === 6 ? parseIpv6Mask(text, address, mask) : parseIpv4Mask(text, address, mask);
}

function parseIpv6Mask(text: string, address: string, mask: string | undefined): LiteralResult<Network> {
  const prefixLength = mask === undefined ? 128 : /^\d{1,3}$/.test(mask) ? Number(mask) : 129;
  if (prefixLength > 128) return badMask(text, mask);
  return { ok: true, value: { family: 6, address, prefixLength, mask: undefined } };
}

function parseIpv4Mask(text: string, address: string, mask: string | undefined): LiteralResult<Network> {
  if (mask !== undefined && net.isIPv4(mask)) {
    const number = ipv4Number(mask);
    return { ok: true, value: { family: 4, address, prefixLength: lengthOf(number), mask: number } };
  }
  const prefixLength = mask === undefined ? 32 : /^\d{1,2}$/.test(mask) ? Number(mask) : 33;
  if (prefixLength > 32) return badMask(text, mask);
  return { ok: true, value: { family: 4, address, prefixLength, mask: maskOf(prefixLength) } };
}

function badMask(text: string, mask = ''): LiteralResult<Network> {
  return problem('malformed', `'${mask}' is not a network mask`, text.length - mask.length, text.length);
}
