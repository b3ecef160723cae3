/** Index of addresses and networks: the narrowest network wins (manual 7.3.1 `map_ip`, 7.1.6). */
import { ipv4ToIpv6, ipv6ToIpv4, parseIpv4, parseIpv6, wordMask } from '../../model/ip.js';
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
  return parsePlainNetwork(key) ?? parseAnyNetwork(key);
}

function parseAnyNetwork(key: string): Network {
  const slash = key.indexOf('/');
  const text = slash < 0 ? key : key.slice(0, slash);
  const ip = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  const most = ip instanceof Ipv4 ? 32 : 128;
  const bits = slash < 0 ? most : parseBits(key.slice(slash + 1), most);
  if (ip === undefined || bits === undefined) throw new BadKey(`'${key}' is not an IPv4 or IPv6 address or network`);
  return { ip, bits };
}

/** The part of an IPv4 address that a network of so many bits has, as a small integer, which maps hold without a box. */
function maskedKey4({ value }: Ipv4, bits: number): number {
  return value & wordMask(bits);
}

/** The part of an IPv6 address that a network of so many bits has, as a key. */
function maskedKey6(ip: Ipv6, bits: number): string {
  const a = (ip.a & wordMask(bits)) >>> 0;
  const b = (ip.b & wordMask(bits - 32)) >>> 0;
  const c = (ip.c & wordMask(bits - 64)) >>> 0;
  return `${a} ${b} ${c} ${(ip.d & wordMask(bits - 96)) >>> 0}`;
}

const DOT = 46;
const SLASH = 47;
const ZERO = 48;

/**
 * Address and bits of a key such as `10.1.2.0/24`, without taking texts apart: most maps of addresses hold nothing else.
 * Undefined for all other spellings.
 */
function parsePlainNetwork(key: string): Network | undefined {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  let at = 0;
  for (; at < key.length; at++) {
    const code = key.charCodeAt(at);
    if (code === SLASH) break;
    if (code === DOT) {
      if (digits === 0 || part > 255) return undefined;
      address = address * 256 + part;
      part = 0;
      digits = 0;
      dots++;
    } else if (code < ZERO || code > ZERO + 9 || ++digits > 3) return undefined;
    else part = part * 10 + code - ZERO;
  }
  if (dots !== 3 || digits === 0 || part > 255) return undefined;
  const ip = new Ipv4(address * 256 + part);
  if (at === key.length) return { ip, bits: 32 };
  let bits = 0;
  if (at + 1 === key.length || key.length - at > 3) return undefined;
  for (at++; at < key.length; at++) {
    const code = key.charCodeAt(at);
    if (code < ZERO || code > ZERO + 9) return undefined;
    bits = bits * 10 + code - ZERO;
  }
  return bits > 32 ? undefined : { ip, bits };
}

/** Networks of one family: a table per number of bits, narrowest first. */
class FamilyIndex<I extends Ipv4 | Ipv6, K> {
  readonly #byBits: Map<number, EntryList<K>>;
  readonly #keyOf: (ip: I, bits: number) => K;
  #sizes: number[];

  constructor(keyOf: (ip: I, bits: number) => K) {
    this.#byBits = new Map();
    this.#keyOf = keyOf;
    this.#sizes = [];
  }

  add(ip: I, bits: number, entry: MapEntry): void {
    let list = this.#byBits.get(bits);
    if (list === undefined) {
      list = new EntryList<K>();
      this.#byBits.set(bits, list);
      this.#sizes = [...this.#byBits.keys()].sort((a, b) => b - a);
    }
    list.add(this.#keyOf(ip, bits), entry);
  }

  remove(ip: I, bits: number, entry: MapEntry): void {
    this.#byBits.get(bits)?.remove(this.#keyOf(ip, bits), entry);
  }

  find(ip: I): MapEntry | undefined {
    for (const bits of this.#sizes) {
      const entry = this.#byBits.get(bits)!.first(this.#keyOf(ip, bits));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#sizes.length === 0;
  }
}

export class AddressIndex implements MapIndex {
  #v4: FamilyIndex<Ipv4, number>;
  #v6: FamilyIndex<Ipv6, string>;

  constructor() {
    this.#v4 = new FamilyIndex(maskedKey4);
    this.#v6 = new FamilyIndex(maskedKey6);
  }

  add(entry: MapEntry): void {
    const { ip, bits } = parseNetwork(entry.key);
    if (ip instanceof Ipv4) this.#v4.add(ip, bits, entry);
    else this.#v6.add(ip, bits, entry);
  }

  remove(entry: MapEntry): void {
    const { ip, bits } = parseNetwork(entry.key);
    if (ip instanceof Ipv4) this.#v4.remove(ip, bits, entry);
    else this.#v6.remove(ip, bits, entry);
  }

  clear(): void {
    this.#v4 = new FamilyIndex(maskedKey4);
    this.#v6 = new FamilyIndex(maskedKey6);
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
