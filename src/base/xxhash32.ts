/** XXH32 over latin1 carriers (the xxHash specification, XXH32 algorithm). */

const PRIME1 = 0x9e3779b1;
const PRIME2 = 0x85ebca77;
const PRIME3 = 0xc2b2ae3d;
const PRIME4 = 0x27d4eb2f;
const PRIME5 = 0x165667b1;

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function word(bytes: string, at: number): number {
  return (
    bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24)
  );
}

function round(lane: number, input: number): number {
  return Math.imul(rotateLeft((lane + Math.imul(input, PRIME2)) | 0, 13), PRIME1);
}

/** The unsigned 32-bit hash of some bytes. */
export function xxh32(bytes: string, seed: number): number {
  const { length } = bytes;
  let at = 0;
  let hash: number;
  if (length >= 16) {
    let a = (seed + PRIME1 + PRIME2) | 0;
    let b = (seed + PRIME2) | 0;
    let c = seed | 0;
    let d = (seed - PRIME1) | 0;
    for (; at + 16 <= length; at += 16) {
      a = round(a, word(bytes, at));
      b = round(b, word(bytes, at + 4));
      c = round(c, word(bytes, at + 8));
      d = round(d, word(bytes, at + 12));
    }
    hash = rotateLeft(a, 1) + rotateLeft(b, 7) + rotateLeft(c, 12) + rotateLeft(d, 18);
  } else hash = seed + PRIME5;
  hash = (hash + length) | 0;
  for (; at + 4 <= length; at += 4) {
    hash = Math.imul(rotateLeft((hash + Math.imul(word(bytes, at), PRIME3)) | 0, 17), PRIME4);
  }
  for (; at < length; at++) {
    hash = Math.imul(rotateLeft((hash + Math.imul(bytes.charCodeAt(at), PRIME5)) | 0, 11), PRIME1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
