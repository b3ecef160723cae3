/** Encrypted JSON Web Tokens in compact form (RFC 7516) and their algorithms (RFC 7518 4 and 5). */
import type { JsonWebKey, KeyObject } from 'node:crypto';
import {
  constants,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  privateDecrypt,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { openGcm, runCbc } from './aes.js';

/** Fields of the protected header that decryption needs. */
interface JoseHeader {
  readonly alg?: unknown;
  readonly enc?: unknown;
  readonly iv?: unknown;
  readonly tag?: unknown;
  readonly epk?: unknown;
  readonly apu?: unknown;
  readonly apv?: unknown;
}

interface Token {
  readonly header: JoseHeader;
  /** The header as it is authenticated. */
  readonly data: Buffer;
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly text: Buffer;
  readonly tag: Buffer;
}

/** Bytes of the content encryption key by `enc`. */
export const CONTENT_KEY_SIZES: Readonly<Record<string, number>> = {
  A128GCM: 16,
  A192GCM: 24,
  A256GCM: 32,
  'A128CBC-HS256': 32,
  'A192CBC-HS384': 48,
  'A256CBC-HS512': 64,
};

function decode(part: unknown): Buffer {
  return typeof part === 'string' ? Buffer.from(part, 'base64url') : Buffer.alloc(0);
}

/** Splits a token of five parts; undefined if its header is no JSON object. */
function parseToken(token: string): Token | undefined {
  const [header = '', key, iv, text, tag, more] = token.split('.');
  if (tag === undefined || more !== undefined) return undefined;
  try {
    const fields: unknown = JSON.parse(decode(header).toString('utf8'));
    if (typeof fields !== 'object' || fields === null) return undefined;
    const data = Buffer.from(header, 'latin1');
    return { header: fields, data, key: decode(key), iv: decode(iv), text: decode(text), tag: decode(tag) };
  } catch {
    return undefined;
  }
}

/** AES key unwrap (RFC 3394). */
function unwrap(key: Buffer, wrapped: Buffer): Buffer | undefined {
  try {
    const cipher = createDecipheriv(`id-aes${key.length * 8}-wrap`, key, Buffer.alloc(8, 0xa6));
    return Buffer.concat([cipher.update(wrapped), cipher.final()]);
  } catch {
    return undefined;
  }
}

/** Bytes of the key that `A128KW` and its like need. */
function wrapSize(algorithm: string): number {
  return Number(/A(128|192|256)/.exec(algorithm)?.[1] ?? 0) / 8;
}

/** The content encryption key of a token that is encrypted with a shared secret. */
function keyFromSecret(token: Token, algorithm: string, encryption: string, secret: Buffer): Buffer | undefined {
  if (algorithm === 'dir') {
    const size = CONTENT_KEY_SIZES[encryption]!;
    return token.key.length === 0 && secret.length >= size ? secret.subarray(0, size) : undefined;
  }
  const size = wrapSize(algorithm);
  if (size === 0 || secret.length !== size) return undefined;
  if (/^A\d+KW$/.test(algorithm)) return unwrap(secret, token.key);
  if (!/^A\d+GCMKW$/.test(algorithm)) return undefined;
  const name = `aes-${size * 8}-gcm` as 'aes-128-gcm';
  return openGcm(name, secret, decode(token.header.iv), Buffer.alloc(0), decode(token.header.tag), token.key);
}

function lengthPrefixed(bytes: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Concat KDF (RFC 7518 4.6.2). */
function deriveKey(shared: Buffer, name: string, size: number, { apu, apv }: JoseHeader): Buffer {
  const info = Buffer.concat([
    lengthPrefixed(Buffer.from(name, 'latin1')),
    lengthPrefixed(decode(apu)),
    lengthPrefixed(decode(apv)),
    uint32(size * 8),
  ]);
  const rounds = Array.from({ length: Math.ceil(size / 32) }, (_, round) =>
    createHash('sha256')
      .update(Buffer.concat([uint32(round + 1), shared, info]))
      .digest(),
  );
  return Buffer.concat(rounds).subarray(0, size);
}

function agree(header: JoseHeader, privateKey: KeyObject): Buffer | undefined {
  try {
    const publicKey = createPublicKey({ key: header.epk as JsonWebKey, format: 'jwk' });
    return diffieHellman({ privateKey, publicKey });
  } catch {
    return undefined;
  }
}

/**
 * PKCS #1 v1.5 (RFC 8017 7.2.2). What is wrong with the padding must not be told: another key is taken then, and the content
 * does not open (RFC 7516 11.5).
 */
function unpad(encrypted: Buffer, key: KeyObject, encryption: string): Buffer | undefined {
  const size = CONTENT_KEY_SIZES[encryption]!;
  const other = randomBytes(size);
  try {
    const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
    const start = block.length - size;
    const isGood = block[0] === 0 && block[1] === 2 && start >= 11 && block.indexOf(0, 2) === start - 1;
    return isGood ? block.subarray(start) : other;
  } catch {
    return other;
  }
}

/** The content encryption key of a token that is encrypted for a private key. */
function keyFromPrivate(token: Token, algorithm: string, encryption: string, key: KeyObject): Buffer | undefined {
  if (key.asymmetricKeyType === 'rsa' && (algorithm === 'RSA-OAEP' || algorithm === 'RSA-OAEP-256')) {
    const oaepHash = algorithm === 'RSA-OAEP' ? 'sha1' : 'sha256';
    try {
      return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, token.key);
    } catch {
      return undefined;
    }
  }
  if (key.asymmetricKeyType === 'rsa' && algorithm === 'RSA1_5') return unpad(token.key, key, encryption);
  if (key.asymmetricKeyType !== 'ec' || !/^ECDH-ES(?:\+A(?:128|192|256)KW)?$/.test(algorithm)) return undefined;
  const shared = agree(token.header, key);
  if (shared === undefined) return undefined;
  const direct = algorithm === 'ECDH-ES';
  const size = direct ? CONTENT_KEY_SIZES[encryption]! : wrapSize(algorithm);
  const derived = deriveKey(shared, direct ? encryption : algorithm, size, token.header);
  return direct ? derived : unwrap(derived, token.key);
}

/** AES-CBC with HMAC (RFC 7518 5.2). */
function openCbcHmac(token: Token, key: Buffer): Buffer | undefined {
  const half = key.length / 2;
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(token.data.length * 8));
  const mac = createHmac(`sha${key.length * 8}`, key.subarray(0, half))
    .update(Buffer.concat([token.data, token.iv, token.text, bits]))
    .digest()
    .subarray(0, half);
  if (mac.length !== token.tag.length || !timingSafeEqual(mac, token.tag)) return undefined;
  return runCbc(createDecipheriv, `aes-${half * 8}-cbc`, key.subarray(half), token.iv, token.text);
}

function openContent(token: Token, encryption: string, key: Buffer): Buffer | undefined {
  if (key.length !== CONTENT_KEY_SIZES[encryption]) return undefined;
  if (encryption.includes('CBC')) return openCbcHmac(token, key);
  const name = `aes-${key.length * 8}-gcm` as 'aes-128-gcm';
  return openGcm(name, key, token.iv, token.data, token.tag, token.text);
}

/** What a token is decrypted with. */
export type JweKey = { readonly secret: Buffer } | { readonly privateKey: KeyObject };

/** The content of a token as a latin1 carrier; undefined if it cannot be decrypted. */
export function decryptToken(
  text: string,
  key: JweKey,
  mayUse: (algorithm: string, encryption: string) => boolean,
): string | undefined {
  const token = parseToken(text);
  const { alg, enc } = token?.header ?? {};
  if (token === undefined || typeof alg !== 'string' || typeof enc !== 'string') return undefined;
  if (!Object.hasOwn(CONTENT_KEY_SIZES, enc) || !mayUse(alg, enc)) return undefined;
  const contentKey =
    'secret' in key ? keyFromSecret(token, alg, enc, key.secret) : keyFromPrivate(token, alg, enc, key.privateKey);
  return contentKey && openContent(token, enc, contentKey)?.toString('latin1');
}

/** A JSON Web Key (RFC 7517) of type `oct`, `RSA` or `EC`; undefined if it is none. */
export function parseJwk(text: string): JweKey | undefined {
  try {
    const jwk: unknown = JSON.parse(text);
    if (typeof jwk !== 'object' || jwk === null || !('kty' in jwk)) return undefined;
    if (jwk.kty === 'oct') return 'k' in jwk ? { secret: decode(jwk.k) } : undefined;
    return { privateKey: createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' }) };
  } catch {
    return undefined;
  }
}
