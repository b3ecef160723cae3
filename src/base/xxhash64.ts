/** XXH64 over latin1 carriers (the xxHash specification, XXH64 algorithm). */
import { low64, multiply, rotateLeft, WordReader } from './wide.js';

export const PRIME1 = 0x9e3779b185ebca87n;
export const PRIME2 = 0xc2b2ae3d27d4eb4fn;
export const PRIME3 = 0x165667b19e3779f9n;
export const PRIME4 = 0x85ebca77c2b2ae63n;
export const PRIME5 = 0x27d4eb2f165667c5n;

function round(lane: bigint, input: bigint): bigint {
  return multiply(rotateLeft(low64(lane + multiply(input, PRIME2)), 31n), PRIME1);
}

function merge(hash: bigint, lane: bigint): bigint {
  return low64(multiply(hash ^ round(0n, lane), PRIME1) + PRIME4);
}

/** Final mix of XXH64; XXH3 uses it too. */
export function avalanche64(value: bigint): bigint {
  let hash = multiply(value ^ (value >> 33n), PRIME2);
  hash = multiply(hash ^ (hash >> 29n), PRIME3);
  return hash ^ (hash >> 32n);
}

/** Hash of the part of the input that fills whole stripes of 32 bytes. */
function stripes(input: WordReader, seed: bigint, end: number): bigint {
  let a = low64(seed + PRIME1 + PRIME2);
  let b = low64(seed + PRIME2);
  let c = seed;
  let d = low64(seed - PRIME1);
  for (let at = 0; at < end; at += 32) {
    a = round(a, input.word64(at));
    b = round(b, input.word64(at + 8));
    c = round(c, input.word64(at + 16));
    d = round(d, input.word64(at + 24));
  }
  const sum = rotateLeft(a, 1n) + rotateLeft(b, 7n) + rotateLeft(c, 12n) + rotateLeft(d, 18n);
  return merge(merge(merge(merge(low64(sum), a), b), c), d);
}

/** The unsigned 64-bit hash of some bytes. */
export function xxh64(bytes: string, seed: bigint): bigint {
  const input = new WordReader(Buffer.from(bytes, 'latin1'));
  const { length } = input;
  let at = length - (length % 32);
  let hash = low64((at > 0 ? stripes(input, seed, at) : low64(seed + PRIME5)) + BigInt(length));
  for (; at + 8 <= length; at += 8) {
    hash = low64(multiply(rotateLeft(hash ^ round(0n, input.word64(at)), 27n), PRIME1) + PRIME4);
  }
  if (at + 4 <= length) {
    hash = low64(multiply(rotateLeft(hash ^ multiply(input.word32(at), PRIME1), 23n), PRIME2) + PRIME3);
    at += 4;
  }
  for (; at < length; at++) {
    hash = multiply(rotateLeft(hash ^ multiply(BigInt(input.byte(at)), PRIME5), 11n), PRIME1);
  }
  return avalanche64(hash);
}
