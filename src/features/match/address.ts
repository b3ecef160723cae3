/** Match method `ip` (manual 7.1.6): addresses and networks of both families, each matched against the other. */
import type { Entry, PatternSet } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { CompileSite } from '../../catalog/site.js';
import { ipv4ToIpv6, ipv6ToIpv4, parseIpv4, parseIpv6, wordMask } from '../../model/ip.js';
import { Ipv4, Ipv6 } from '../../model/value.js';
import { FEW } from './text.js';

interface Network4 {
  readonly family: 4;
  readonly address: number;
  readonly mask: number;
}

interface Network6 {
  readonly family: 6;
  readonly address: Ipv6;
  readonly mask: Ipv6;
}

type Network = Network4 | Network6;

/** Mask of so many leading bits in a word of 32. */
function and(value: number, mask: number): number {
  return (value & mask) >>> 0;
}

/** One to four numbers; the last one always is the last octet, so that 10.12 is 10.0.0.12. */
function parseShortIpv4(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){0,3}$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return undefined;
  const last = octets.pop()!;
  const [a = 0, b = 0, c = 0] = octets;
  return ((a << 24) | (b << 16) | (c << 8) | last) >>> 0;
}

function parseBits(text: string, most: number): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

function parseNetwork4(address: string, mask: string | undefined): Network4 | undefined {
  const value = parseShortIpv4(address);
  if (value === undefined) return undefined;
  if (mask === undefined) return { family: 4, address: value, mask: 0xffffffff };
  const bits = parseBits(mask, 32);
  const dotted = mask.includes('.') ? parseIpv4(mask)?.value : undefined;
  const found = dotted ?? (bits === undefined ? undefined : wordMask(bits));
  return found === undefined ? undefined : { family: 4, address: and(value, found), mask: found };
}

function parseNetwork6(address: string, mask: string | undefined): Network6 | undefined {
  const value = parseIpv6(address);
  const bits = mask === undefined ? 128 : parseBits(mask, 128);
  if (!value || bits === undefined) return undefined;
  const wanted = new Ipv6(wordMask(bits), wordMask(bits - 32), wordMask(bits - 64), wordMask(bits - 96));
  return { family: 6, address: mask6(value, wanted), mask: wanted };
}

function mask6(value: Ipv6, mask: Ipv6): Ipv6 {
  return new Ipv6(and(value.a, mask.a), and(value.b, mask.b), and(value.c, mask.c), and(value.d, mask.d));
}

/** A pattern: an address with an optional mask or number of bits. */
function parseNetwork(text: string): Network | undefined {
  const [address = '', mask, more] = text.split('/');
  if (more !== undefined) return undefined;
  return address.includes(':') ? parseNetwork6(address, mask) : parseNetwork4(address, mask);
}

function compile4(networks: readonly Network4[]): (value: number) => boolean {
  if (networks.length <= FEW) {
    return (value) => {
      for (let at = 0; at < networks.length; at++) {
        const { address, mask } = networks[at]!;
        if (((value & mask) ^ address) === 0) return true;
      }
      return false;
    };
  }
  const byMask = new Map<number, Set<number>>();
  for (const { address, mask } of networks) {
    const set = byMask.get(mask) ?? new Set<number>();
    byMask.set(mask, set.add(address));
  }
  const sets = [...byMask];
  return (value) => {
    for (let at = 0; at < sets.length; at++) {
      const [mask, set] = sets[at]!;
      if (set.has((value & mask) >>> 0)) return true;
    }
    return false;
  };
}

function inside6(value: Ipv6, { address, mask }: Network6): boolean {
  return (
    ((value.a & mask.a) ^ address.a) === 0 &&
    ((value.b & mask.b) ^ address.b) === 0 &&
    ((value.c & mask.c) ^ address.c) === 0 &&
    ((value.d & mask.d) ^ address.d) === 0
  );
}

function compile6(networks: readonly Network6[]): (value: Ipv6) => boolean {
  if (networks.length <= FEW) return (value) => networks.some((network) => inside6(value, network));
  const byMask = new Map<string, { mask: Ipv6; keys: Set<string> }>();
  const key = ({ a, b, c, d }: Ipv6) => `${a} ${b} ${c} ${d}`;
  for (const { address, mask } of networks) {
    const known = byMask.get(key(mask)) ?? { mask, keys: new Set<string>() };
    byMask.set(key(mask), known);
    known.keys.add(key(address));
  }
  const sets = [...byMask.values()];
  return (value) => sets.some(({ mask, keys }) => keys.has(key(mask6(value, mask))));
}

function parseNetworks({ patterns }: PatternSet, site: CompileSite): readonly Network[] | undefined {
  const networks: Network[] = [];
  for (const { value, range } of patterns) {
    const network = parseNetwork(value);
    if (network) networks.push(network);
    else {
      const remedy = /^[A-Za-z]/.test(value) ? 'names of hosts are not looked up: write the address' : undefined;
      site.report('acl/bad-pattern', range, `'${value}' is not a valid IPv4 or IPv6 address`, { remedy });
    }
  }
  return networks.length === patterns.length ? networks : undefined;
}

export const entries: readonly Entry[] = [
  define.matcher({
    name: 'ip',
    brief: 'The address is one of the patterns, or in one of their networks.',
    doc: '7.1.6#ip',
    since: '1.5',
    support: 'partial',
    why: 'Names of hosts are refused as patterns.',
    in: 'addr',
    defaultFor: ['addr', 'ipv4', 'ipv6'],
    compile: (set, site) => {
      const networks = parseNetworks(set, site);
      if (!networks) return undefined;
      const networks6 = networks.filter((network) => network.family === 6);
      const in4 = compile4(networks.filter((network) => network.family === 4));
      const in6 = compile6(networks6);
      return (value) => {
        if (value instanceof Ipv4) return in4(value.value) || (networks6.length > 0 && in6(ipv4ToIpv6(value)));
        if (!(value instanceof Ipv6)) return false;
        if (in6(value)) return true;
        const embedded = ipv6ToIpv4(value);
        return embedded !== undefined && in4(embedded.value);
      };
    },
  }),
];
