/** Index of addresses and networks: the narrowest network wins (manual 7.3.1 `map_ip`, 7.1.6). */
import { ipv4ToIpv6, ipv6ToIpv4, parseIpv4, parseIpv6 } from '../../model/ip.js';
import type { MapIndex } from '../../model/map-index/index-of-map.js';
import { BadKey, EntryList } from '../../model/map-index/index-of-map.js';
import type { MapEntry } from '../../model/map-store.js';
import type { Value } from '../../model/value.js';
import { Ipv4, type Ipv6 } from '../../model/value.js';

/** Bits of the network of a key, and its address. */
interface Network {
  readonly ip: Ipv4 | Ipv6;
  readonly bits: number;
}

/** `255.255.0.0` as a number of bits; undefined if it has holes. */
function bitsOfMask(mask: Ipv4): number | undefined {
  const bits = Math.clz32(~mask.value);
  return wordMask(bits) === mask.value ? bits : undefined;
}

function parseBits(text: string, most: number): number | undefined {
  if (/^[0-9]{1,3}$/.test(text)) return Number(text) <= most ? Number(text) : undefined;
  const mask = most === 32 ? parseIpv4(text) : undefined;
  return mask && bitsOfMask(mask);
}

function parseNetwork(key: string): Network {
  const slash = key.indexOf('/');
  const text = slash < 0 ? key : key.slice(0, slash);
  const ip = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  const most = ip instanceof Ipv4 ? 32 : 128;
  const bits = slash < 0 ? most : parseBits(key.slice(slash + 1), most);
  if (ip === undefined || bits === undefined) throw new BadKey(`'${key}' is not an IPv4 or IPv6 address or network`);
  return { ip, bits };
}

function wordMask(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0;
}

/** The part of an address that a network of so many bits has, as a key. */
function maskedKey(ip: Ipv4 | Ipv6, bits: number): string {
  if (ip instanceof Ipv4) return String((ip.value & wordMask(bits)) >>> 0);
  const a = (ip.a & wordMask(bits)) >>> 0;
  const b = (ip.b & wordMask(bits - 32)) >>> 0;
  const c = (ip.c & wordMask(bits - 64)) >>> 0;
  return `${a} ${b} ${c} ${(ip.d & wordMask(bits - 96)) >>> 0}`;
}

/** Networks of one family: a table per number of bits, narrowest first. */
class FamilyIndex {
  readonly #byBits: Map<number, EntryList>;
  #sizes: number[];

  constructor() {
    this.#byBits = new Map();
    this.#sizes = [];
  }

  add({ ip, bits }: Network, entry: MapEntry): void {
    let list = this.#byBits.get(bits);
    if (list === undefined) {
      list = new EntryList();
      this.#byBits.set(bits, list);
      this.#sizes = [...this.#byBits.keys()].sort((a, b) => b - a);
    }
    list.add(maskedKey(ip, bits), entry);
  }

  remove({ ip, bits }: Network, entry: MapEntry): void {
    this.#byBits.get(bits)?.remove(maskedKey(ip, bits), entry);
  }

  find(ip: Ipv4 | Ipv6): MapEntry | undefined {
    for (const bits of this.#sizes) {
      const entry = this.#byBits.get(bits)!.first(maskedKey(ip, bits));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#sizes.length === 0;
  }
}

export class AddressIndex implements MapIndex {
  #v4: FamilyIndex;
  #v6: FamilyIndex;

  constructor() {
    this.#v4 = new FamilyIndex();
    this.#v6 = new FamilyIndex();
  }

  add(entry: MapEntry): void {
    const network = parseNetwork(entry.key);
    (network.ip instanceof Ipv4 ? this.#v4 : this.#v6).add(network, entry);
  }

  remove(entry: MapEntry): void {
    const network = parseNetwork(entry.key);
    (network.ip instanceof Ipv4 ? this.#v4 : this.#v6).remove(network, entry);
  }

  clear(): void {
    this.#v4 = new FamilyIndex();
    this.#v6 = new FamilyIndex();
  }

  find(value: Value): MapEntry | undefined {
    if (value instanceof Ipv4) {
      return this.#v4.find(value) ?? (this.#v6.isEmpty ? undefined : this.#v6.find(ipv4ToIpv6(value)));
    }
    const ip = value as Ipv6;
    const found = this.#v6.find(ip);
    if (found !== undefined) return found;
    const inner = ipv6ToIpv4(ip);
    return inner === undefined ? undefined : this.#v4.find(inner);
  }
}
