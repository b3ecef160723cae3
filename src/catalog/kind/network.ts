/** Kinds of arguments that are IP addresses, masks and networks. */
import net from 'node:net';
import type { Network } from '../../model/config/proxy.js';
import { parseIpv4, parseIpv6 } from '../../model/ip.js';
import { Ipv4, Ipv6 } from '../../model/value.js';
import type { ArgKind } from './kind.js';
import { kindOf } from './kind.js';

/** Bits of a mask written as a number or, for IPv4, as an address. */
export function parseMaskBits(text: string, family: 4 | 6): number | undefined {
  if (/^\d+$/.test(text)) {
    const bits = Number(text);
    return bits <= (family === 4 ? 32 : 128) ? bits : undefined;
  }
  const mask = family === 4 ? parseIpv4(text) : undefined;
  if (!mask) return undefined;
  const bits = Math.clz32(~mask.value);
  return (bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0) === mask.value ? bits : undefined;
}

/** `address`, `address/bits` or `address/mask`. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const family = net.isIP(address);
  if (family !== 4 && family !== 6) return undefined;
  const bits = slash < 0 ? (family === 4 ? 32 : 128) : parseMaskBits(text.slice(slash + 1), family);
  return bits === undefined ? undefined : { family, address, bits };
}

/** An IPv4 address. */
export function ipv4(label: string): ArgKind<Ipv4> {
  return kindOf(label, 'IPv4 address', 'an IPv4 address', parseIpv4);
}

/** An IPv6 address. */
export function ipv6(label: string): ArgKind<Ipv6> {
  return kindOf(label, 'IPv6 address', 'an IPv6 address', parseIpv6);
}

/** An address of either family. */
export function ip(label: string): ArgKind<Ipv4 | Ipv6> {
  return kindOf(label, 'string', 'an IP address', (text) => parseIpv4(text) ?? parseIpv6(text));
}

/** Bits of an IPv4 mask. */
export function mask4(label: string): ArgKind<Ipv4> {
  return kindOf(label, 'IPv4 mask', 'an IPv4 mask', (text) => {
    const bits = /^\d+$/.test(text) ? parseMaskBits(text, 4) : undefined;
    if (bits !== undefined) return new Ipv4(bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0);
    return parseIpv4(text);
  });
}

/** Bits of an IPv6 mask. */
export function mask6(label: string): ArgKind<Ipv6> {
  return kindOf(label, 'IPv6 mask', 'an IPv6 mask', (text) => {
    const bits = /^\d+$/.test(text) ? parseMaskBits(text, 6) : undefined;
    if (bits === undefined) return parseIpv6(text);
    const word = (at: number) => {
      const here = Math.min(32, Math.max(0, bits - at * 32));
      return here === 0 ? 0 : (0xffffffff << (32 - here)) >>> 0;
    };
    return new Ipv6(word(0), word(1), word(2), word(3));
  });
}

/** A network of either family. */
export function network(label: string): ArgKind<Network> {
  return kindOf(label, 'string', 'an address or a network such as 10.0.0.0/8', parseNetwork);
}
