/**
 * XXH3 with 64 bits over latin1 carriers (the xxHash specification, XXH3 algorithm), with a seed and the default secret.
 * Short inputs have formulas of their own by length; from 241 bytes on the input runs through eight accumulators.
 */
import { foldMultiply, low64, multiply, rotateLeft, swap32, swap64, WordReader } from '../../base/wide.js';
import { avalanche64, PRIME1, PRIME2, PRIME3, PRIME4, PRIME5 } from '../../base/xxhash64.js';

const PRIME32_1 = 0x9e3779b1n;
const PRIME32_2 = 0x85ebca77n;
const PRIME32_3 = 0xc2b2ae3dn;
const PRIME_MX1 = 0x165667919e3779f9n;
const PRIME_MX2 = 0x9fb21c651e98df25n;

/** The default secret of the specification. */
const SECRET = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
    '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364ea' +
    'c5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
);
const DEFAULT_SECRET = new WordReader(SECRET);
const STRIPE = 64;
const SECRET_STEP = 8;
/** Stripes after which the accumulators are scrambled: as many as the secret has room for. */
const STRIPES_PER_BLOCK = (SECRET.length - STRIPE) / SECRET_STEP;

function avalanche3(value: bigint): bigint {
  const hash = multiply(value ^ (value >> 37n), PRIME_MX1);
  return hash ^ (hash >> 32n);
}

function upTo3(input: WordReader, seed: bigint): bigint {
  const { length } = input;
  const combined =
    (BigInt(input.byte(0)) << 16n) |
    (BigInt(input.byte(length >> 1)) << 24n) |
    BigInt(input.byte(length - 1)) |
    (BigInt(length) << 8n);
  const flip = low64((DEFAULT_SECRET.word32(0) ^ DEFAULT_SECRET.word32(4)) + seed);
  return avalanche64(combined ^ flip);
}

function upTo8(input: WordReader, seed: bigint): bigint {
  const length = BigInt(input.length);
  const mixed = seed ^ (swap32(seed & 0xffffffffn) << 32n);
  const flip = low64((DEFAULT_SECRET.word64(8) ^ DEFAULT_SECRET.word64(16)) - mixed);
  const word = low64(input.word32(input.length - 4) + (input.word32(0) << 32n));
  let hash = word ^ flip;
  hash ^= rotateLeft(hash, 49n) ^ rotateLeft(hash, 24n);
  hash = multiply(hash, PRIME_MX2);
  hash = multiply(hash ^ ((hash >> 35n) + length), PRIME_MX2);
  return hash ^ (hash >> 28n);
}

function upTo16(input: WordReader, seed: bigint): bigint {
  const flipLow = low64((DEFAULT_SECRET.word64(24) ^ DEFAULT_SECRET.word64(32)) + seed);
  const flipHigh = low64((DEFAULT_SECRET.word64(40) ^ DEFAULT_SECRET.word64(48)) - seed);
  const low = input.word64(0) ^ flipLow;
  const high = input.word64(input.length - 8) ^ flipHigh;
  return avalanche3(low64(BigInt(input.length) + swap64(low) + high + foldMultiply(low, high)));
}

function mix16(input: WordReader, at: number, secretAt: number, seed: bigint): bigint {
  return foldMultiply(
    input.word64(at) ^ low64(DEFAULT_SECRET.word64(secretAt) + seed),
    input.word64(at + 8) ^ low64(DEFAULT_SECRET.word64(secretAt + 8) - seed),
  );
}

function upTo128(input: WordReader, seed: bigint): bigint {
  const { length } = input;
  let hash = multiply(BigInt(length), PRIME1);
  for (let pair = ((length - 1) >> 5) | 0; pair >= 0; pair--) {
    hash += mix16(input, pair * 16, pair * 32, seed);
    hash += mix16(input, length - (pair + 1) * 16, pair * 32 + 16, seed);
  }
  return avalanche3(low64(hash));
}

function upTo240(input: WordReader, seed: bigint): bigint {
  const { length } = input;
  let hash = multiply(BigInt(length), PRIME1);
  for (let round = 0; round < 8; round++) hash += mix16(input, round * 16, round * 16, seed);
  hash = avalanche3(low64(hash));
  const rounds = length >> 4;
  for (let round = 8; round < rounds; round++) hash += mix16(input, round * 16, (round - 8) * 16 + 3, seed);
  hash += mix16(input, length - 16, 136 - 17, seed);
  return avalanche3(low64(hash));
}

/** The secret that a seed makes of the default one. */
function secretOf(seed: bigint): WordReader {
  if (seed === 0n) return DEFAULT_SECRET;
  const secret = Buffer.alloc(SECRET.length);
  for (let at = 0; at < SECRET.length; at += 16) {
    secret.writeBigUInt64LE(low64(DEFAULT_SECRET.word64(at) + seed), at);
    secret.writeBigUInt64LE(low64(DEFAULT_SECRET.word64(at + 8) - seed), at + 8);
  }
  return new WordReader(secret);
}

function accumulate(lanes: bigint[], input: WordReader, at: number, secret: WordReader, secretAt: number): void {
  for (let lane = 0; lane < 8; lane++) {
    const value = input.word64(at + lane * 8);
    const keyed = value ^ secret.word64(secretAt + lane * 8);
    lanes[lane ^ 1] = low64(lanes[lane ^ 1]! + value);
    lanes[lane] = low64(lanes[lane]! + (keyed & 0xffffffffn) * (keyed >> 32n));
  }
}

function scramble(lanes: bigint[], secret: WordReader): void {
  for (let lane = 0; lane < 8; lane++) {
    const value = lanes[lane]!;
    const keyed = value ^ (value >> 47n) ^ secret.word64(SECRET.length - STRIPE + lane * 8);
    lanes[lane] = multiply(keyed, PRIME32_1);
  }
}

function beyond240(input: WordReader, seed: bigint): bigint {
  const { length } = input;
  const secret = secretOf(seed);
  const lanes = [PRIME32_3, PRIME1, PRIME2, PRIME3, PRIME4, PRIME32_2, PRIME5, PRIME32_1];
  const stripes = Math.floor((length - 1) / STRIPE);
  for (let stripe = 0; stripe < stripes; stripe++) {
    const inBlock = stripe % STRIPES_PER_BLOCK;
    accumulate(lanes, input, stripe * STRIPE, secret, inBlock * SECRET_STEP);
    if (inBlock === STRIPES_PER_BLOCK - 1) scramble(lanes, secret);
  }
  accumulate(lanes, input, length - STRIPE, secret, SECRET.length - STRIPE - 7);
  let hash = multiply(BigInt(length), PRIME1);
  for (let pair = 0; pair < 4; pair++) {
    hash += foldMultiply(
      lanes[pair * 2]! ^ secret.word64(11 + pair * 16),
      lanes[pair * 2 + 1]! ^ secret.word64(11 + pair * 16 + 8),
    );
  }
  return avalanche3(low64(hash));
}

/** The unsigned 64-bit hash of some bytes. */
export function xxh3(bytes: string, seed: bigint): bigint {
  const input = new WordReader(Buffer.from(bytes, 'latin1'));
  const { length } = input;
  if (length === 0) return avalanche64(seed ^ DEFAULT_SECRET.word64(56) ^ DEFAULT_SECRET.word64(64));
  if (length <= 3) return upTo3(input, seed);
  if (length <= 8) return upTo8(input, seed);
  if (length <= 16) return upTo16(input, seed);
  if (length <= 128) return upTo128(input, seed);
  return length <= 240 ? upTo240(input, seed) : beyond240(input, seed);
}
