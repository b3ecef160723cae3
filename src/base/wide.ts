/** 64-bit unsigned arithmetic for the hashes of the xxHash family. */

const MASK = 0xffffffffffffffffn;

/** The lower 64 bits. */
export function low64(value: bigint): bigint {
  return value & MASK;
}

export function multiply(a: bigint, b: bigint): bigint {
  return (a * b) & MASK;
}

export function rotateLeft(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & MASK;
}

/** Lower and upper half of a product, combined by xor. */
export function foldMultiply(a: bigint, b: bigint): bigint {
  const product = a * b;
  return (product & MASK) ^ (product >> 64n);
}

/** Reads little-endian words from bytes. */
export class WordReader {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  byte(at: number): number {
    return this.#bytes[at]!;
  }

  word32(at: number): bigint {
    return BigInt(this.#bytes.readUInt32LE(at));
  }

  word64(at: number): bigint {
    return this.#bytes.readBigUInt64LE(at);
  }
}

/** Bytes of a 32-bit word in reverse order. */
export function swap32(value: bigint): bigint {
  const word = Number(value);
  return BigInt((((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0);
}

/** Bytes of a 64-bit word in reverse order. */
export function swap64(value: bigint): bigint {
  return (swap32(value & 0xffffffffn) << 32n) | swap32(value >> 32n);
}
