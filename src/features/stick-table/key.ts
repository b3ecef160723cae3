/** Keys as words: how a value of each type becomes a key, and back (manual 11.1 `type`). */
import { randomInt } from 'node:crypto';
import { castToBytes, castToIpv4, castToIpv6, castToSint, castToString } from '../../model/cast.js';
import type { StickKeyType } from '../../model/stick-table.js';
import type { Sint, Value } from '../../model/value.js';
import { Binary, Ipv4, Ipv6 } from '../../model/value.js';

/** Unknown to clients, so that they cannot choose keys that collide; made for the first table. */
let seedOfProcess: number | undefined;

/** The key that is looked up; one per table, filled again for every look-up. */
export class KeyBuffer {
  readonly words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #type: StickKeyType;
  readonly #limit: number;
  readonly #seed: number;
  /** Words and bytes that are filled. */
  used: number;
  length: number;
  hash: number;

  constructor(type: StickKeyType, limit: number) {
    this.words = new Int32Array(((limit + 3) >> 2) + 1);
    this.#bytes = new Uint8Array(this.words.buffer);
    this.#type = type;
    this.#limit = limit;
    seedOfProcess ??= randomInt(0, 0x7fffffff);
    this.#seed = seedOfProcess;
    this.used = 0;
    this.length = 0;
    this.hash = 0;
  }

  /** Fills it; false if the value cannot be a key of this type. */
  fill(value: Value): boolean {
    switch (this.#type) {
      case 'ipv4':
        return this.#fillIpv4(castToIpv4(value));
      case 'ipv6':
        return this.#fillIpv6(castToIpv6(value));
      case 'integer':
        return this.#fillNumber(castToSint(value));
      case 'string':
        return this.#fillText(castToString(value));
      case 'binary':
        return this.#fillBlock(castToBytes(value));
    }
  }

  #fillIpv4(ip: Ipv4 | undefined): boolean {
    if (ip === undefined) return false;
    this.words[0] = ip.value;
    return this.#filled(4);
  }

  #fillIpv6(ip: Ipv6 | undefined): boolean {
    if (ip === undefined) return false;
    this.words[0] = ip.a;
    this.words[1] = ip.b;
    this.words[2] = ip.c;
    this.words[3] = ip.d;
    return this.#filled(16);
  }

  #fillNumber(value: Sint | undefined): boolean {
    if (value === undefined) return false;
    this.words[0] = typeof value === 'number' ? value : Number(BigInt.asIntN(32, value));
    return this.#filled(4);
  }

  /** Strings are cut to the limit. */
  #fillText(text: string): boolean {
    const length = Math.min(text.length, this.#limit);
    this.words[length >> 2] = 0;
    for (let at = 0; at < length; at++) this.#bytes[at] = text.charCodeAt(at);
    return this.#filled(length);
  }

  /** Blocks are cut or filled with zeros. */
  #fillBlock(bytes: string): boolean {
    this.words.fill(0);
    const length = Math.min(bytes.length, this.#limit);
    for (let at = 0; at < length; at++) this.#bytes[at] = bytes.charCodeAt(at);
    return this.#filled(this.#limit);
  }

  /** Fills it from the wire, where numbers stand in network order; false if this is no key of the type. */
  fillWire(bytes: Uint8Array, at: number, length: number): boolean {
    const isText = this.#type === 'string';
    if (isText ? length > this.#limit : length !== this.#limit) return false;
    this.words[length >> 2] = 0;
    if (isText || this.#type === 'binary') {
      for (let byte = 0; byte < length; byte++) this.#bytes[byte] = bytes[at + byte]!;
      return this.#filled(length);
    }
    for (let byte = 0; byte < length; byte += 4) this.words[byte >> 2] = readWord(bytes, at + byte);
    return this.#filled(length);
  }

  /** Takes the key of an entry that has the same type and limit. */
  copy(words: Int32Array, at: number, length: number): void {
    const used = (length + 3) >> 2;
    for (let word = 0; word < used; word++) this.words[word] = words[at + word]!;
    this.#filled(length);
  }

  #filled(length: number): true {
    const used = (length + 3) >> 2;
    this.length = length;
    this.used = used;
    let hash = this.#seed ^ length;
    for (let at = 0; at < used; at++) {
      let word = Math.imul(this.words[at]!, 0xcc9e2d51);
      word = (word << 15) | (word >>> 17);
      hash ^= Math.imul(word, 0x1b873593);
      hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    this.hash = (hash ^ (hash >>> 16)) | 0;
    return true;
  }
}

function readWord(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** Writes a key that stands in memory as it goes over the wire: numbers in network order. */
export function copyWireKey(
  type: StickKeyType,
  words: Int32Array,
  bytes: Uint8Array,
  from: number,
  length: number,
  into: Uint8Array,
  at: number,
): void {
  if (type === 'string' || type === 'binary') {
    for (let byte = 0; byte < length; byte++) into[at + byte] = bytes[from * 4 + byte]!;
    return;
  }
  for (let word = 0; word < length >> 2; word++) {
    const value = words[from + word]!;
    into[at + word * 4] = value >>> 24;
    into[at + word * 4 + 1] = value >>> 16;
    into[at + word * 4 + 2] = value >>> 8;
    into[at + word * 4 + 3] = value;
  }
}

/** The value of a key that stands in memory. */
export function keyValue(type: StickKeyType, words: Int32Array, bytes: Uint8Array, at: number, length: number): Value {
  switch (type) {
    case 'ipv4':
      return new Ipv4(words[at]! >>> 0);
    case 'ipv6':
      return new Ipv6(words[at]! >>> 0, words[at + 1]! >>> 0, words[at + 2]! >>> 0, words[at + 3]! >>> 0);
    case 'integer':
      return words[at]! >>> 0;
    case 'string':
      return textOf(bytes, at * 4, length);
    case 'binary':
      return new Binary(textOf(bytes, at * 4, length));
  }
}

function textOf(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1');
}

/** The order in which tables are listed. */
export function compareKeys(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [sortingText(a), sortingText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Bytes of a key that sort as its value does. */
function sortingText(key: Value): string {
  if (typeof key === 'string') return key;
  if (typeof key !== 'object') return String(key);
  if ('bytes' in key) return key.bytes;
  if ('a' in key) return [key.a, key.b, key.c, key.d].map((word) => word.toString(16).padStart(8, '0')).join('');
  return 'value' in key ? Number(key.value).toString(16).padStart(8, '0') : '';
}
