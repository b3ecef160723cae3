/**
 * Password hashes of crypt(3) that need nothing but MD5 and SHA-2: `$1$` (MD5-crypt of FreeBSD), `$5$` and `$6$` (Drepper,
 * "Unix crypt using SHA-256 and SHA-512"). Slow by design: thousands of rounds.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

const DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Three bytes as four digits of six bits, lowest first. */
function encode(high: number, middle: number, low: number, count: number): string {
  let bits = (high << 16) | (middle << 8) | low;
  let text = '';
  for (let left = count; left > 0; left--, bits >>>= 6) text += DIGITS[bits & 63];
  return text;
}

/** Bytes in rounds of three offsets that move by `step` each time; what the formats call their permutation. */
function encodeAll(bytes: Buffer, groups: readonly (readonly [number, number, number])[]): string {
  return groups.map(([a, b, c]) => encode(bytes[a]!, bytes[b]!, bytes[c]!, 4)).join('');
}

type Algorithm = 'md5' | 'sha256' | 'sha512';

function hash(algorithm: Algorithm, ...parts: readonly Buffer[]): Buffer {
  const state = createHash(algorithm);
  for (const part of parts) state.update(part);
  return state.digest();
}

/** The first `size` bytes of a block that is repeated. */
function repeat(block: Buffer, size: number): Buffer {
  return Buffer.alloc(size, block);
}

/** Digest of password and salt that both families of formats start from: the bits of the length choose what goes in. */
function mixLength(key: Buffer, ifSet: Buffer | undefined, ifClear: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let bits = key.length; bits > 0; bits >>>= 1) parts.push(bits & 1 ? (ifSet ?? Buffer.alloc(1)) : ifClear);
  return parts;
}

function shaCrypt(algorithm: 'sha256' | 'sha512', key: Buffer, salt: Buffer, rounds: number): Buffer {
  const size = algorithm === 'sha256' ? 32 : 64;
  const alternate = hash(algorithm, key, salt, key);
  let digest = hash(algorithm, key, salt, repeat(alternate, key.length), ...mixLength(key, alternate, key));
  const keyBlock = repeat(hash(algorithm, ...new Array<Buffer>(key.length).fill(key)), key.length);
  const saltBlock = repeat(hash(algorithm, ...new Array<Buffer>(16 + digest[0]!).fill(salt)), salt.length);
  for (let round = 0; round < rounds; round++) {
    const parts = [round & 1 ? keyBlock : digest];
    if (round % 3 !== 0) parts.push(saltBlock);
    if (round % 7 !== 0) parts.push(keyBlock);
    parts.push(round & 1 ? digest : keyBlock);
    digest = hash(algorithm, ...parts);
  }
  return digest.subarray(0, size);
}

/** Offsets of the digest in the order in which they are written, in threes. */
function rotation(count: number, step: number, third: number): (readonly [number, number, number])[] {
  const groups: (readonly [number, number, number])[] = [];
  let [a, b, c] = [0, third, third * 2];
  for (let left = count; left > 0; left--) {
    groups.push([a, b, c]);
    [a, b, c] = step === 1 ? [c + 1, a + 1, b + 1] : [b + 1, c + 1, a + 1];
  }
  return groups;
}

const SHA256_ORDER = rotation(10, 1, 10);
const SHA512_ORDER = rotation(21, 2, 21);

function renderSha(setting: string, key: Buffer): string | undefined {
  const found = /^\$([56])\$(?:rounds=(\d+)\$)?([^$]*)/.exec(setting);
  if (!found) return undefined;
  const rounds = found[2] === undefined ? 5000 : Math.min(Math.max(Number(found[2]), 1000), 999_999_999);
  const salt = found[3]!.slice(0, 16);
  const prefix = `$${found[1]}$${found[2] === undefined ? '' : `rounds=${rounds}$`}${salt}$`;
  if (found[1] === '5') {
    const digest = shaCrypt('sha256', key, Buffer.from(salt, 'latin1'), rounds);
    return prefix + encodeAll(digest, SHA256_ORDER) + encode(0, digest[31]!, digest[30]!, 3);
  }
  const digest = shaCrypt('sha512', key, Buffer.from(salt, 'latin1'), rounds);
  return prefix + encodeAll(digest, SHA512_ORDER) + encode(0, 0, digest[63]!, 2);
}

const MD5_ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

function renderMd5(setting: string, key: Buffer): string | undefined {
  const found = /^\$1\$([^$]{0,8})/.exec(setting);
  if (!found) return undefined;
  const salt = Buffer.from(found[1]!, 'latin1');
  const alternate = hash('md5', key, salt, key);
  const firstByte = key.subarray(0, 1);
  const start = [key, Buffer.from('$1$'), salt, repeat(alternate, key.length)];
  let digest = hash('md5', ...start, ...mixLength(key, undefined, firstByte));
  for (let round = 0; round < 1000; round++) {
    const parts = [round & 1 ? key : digest];
    if (round % 3 !== 0) parts.push(salt);
    if (round % 7 !== 0) parts.push(key);
    parts.push(round & 1 ? digest : key);
    digest = hash('md5', ...parts);
  }
  return `$1$${found[1]}$${encodeAll(digest, MD5_ORDER)}${encode(0, 0, digest[11]!, 2)}`;
}

/** The hash of a password with the method, rounds and salt of another hash; undefined for methods that are not known. */
export function crypt(password: string, setting: string): string | undefined {
  const key = Buffer.from(password, 'latin1');
  return setting.startsWith('$1$') ? renderMd5(setting, key) : renderSha(setting, key);
}

/** Whether {@link crypt} knows the method of a hash. */
export function isKnownHash(hashed: string): boolean {
  return /^\$[156]\$/.test(hashed);
}

/** Whether this is the password of a hash. */
export function matchesHash(password: string, hashed: string): boolean {
  const computed = crypt(password, hashed);
  if (computed?.length !== hashed.length) return false;
  return timingSafeEqual(Buffer.from(computed, 'latin1'), Buffer.from(hashed, 'latin1'));
}
