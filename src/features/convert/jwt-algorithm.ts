/** Algorithms of signed JSON Web Tokens (RFC 7518 3.1) and their verification. */
import type { KeyObject } from 'node:crypto';
import { constants, createHmac, timingSafeEqual, verify } from 'node:crypto';
import { decodeBase64Url } from './base64.js';

interface AlgorithmRow {
  readonly family: 'hmac' | 'rsa' | 'ecdsa' | 'pss' | 'none';
  readonly hash: string;
  /** Curve of an ECDSA key. */
  readonly curve?: string;
}

/** Two numbers of the curve's size each, by hash (RFC 7518 3.4). */
const SIGNATURE_BYTES: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 132 };

const ALGORITHMS: Readonly<Record<string, AlgorithmRow>> = {
  HS256: { family: 'hmac', hash: 'sha256' },
  HS384: { family: 'hmac', hash: 'sha384' },
  HS512: { family: 'hmac', hash: 'sha512' },
  RS256: { family: 'rsa', hash: 'sha256' },
  RS384: { family: 'rsa', hash: 'sha384' },
  RS512: { family: 'rsa', hash: 'sha512' },
  ES256: { family: 'ecdsa', hash: 'sha256', curve: 'prime256v1' },
  ES384: { family: 'ecdsa', hash: 'sha384', curve: 'secp384r1' },
  ES512: { family: 'ecdsa', hash: 'sha512', curve: 'secp521r1' },
  PS256: { family: 'pss', hash: 'sha256' },
  PS384: { family: 'pss', hash: 'sha384' },
  PS512: { family: 'pss', hash: 'sha512' },
  none: { family: 'none', hash: '' },
};

/** The row of an algorithm's name. */
export function algorithmOf(name: string): AlgorithmRow | undefined {
  return Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
}

/** Results of `jwt_verify` (manual 7.3.1). */
export const JwtResult = {
  Success: 1,
  Failure: 0,
  UnknownAlgorithm: -1,
  UnmanagedAlgorithm: -2,
  InvalidToken: -3,
  UnknownKey: -5,
} as const;

function verifyHmac(hash: string, secret: string, data: string, signature: Buffer): boolean {
  const wanted = createHmac(hash, Buffer.from(secret, 'latin1')).update(data, 'latin1').digest();
  return wanted.length === signature.length && timingSafeEqual(wanted, signature);
}

/** Whether a public key is of the kind that an algorithm needs. */
function suits(row: AlgorithmRow, key: KeyObject): boolean {
  if (row.family !== 'ecdsa') return key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === row.curve;
}

function verifyWithKey(row: AlgorithmRow, key: KeyObject, data: string, signature: Buffer): boolean {
  if (!suits(row, key)) return false;
  const bytes = Buffer.from(data, 'latin1');
  if (row.family === 'ecdsa') return verify(row.hash, bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
  if (row.family === 'rsa') return verify(row.hash, bytes, key, signature);
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_AUTO: saltLength } = constants;
  return verify(row.hash, bytes, { key, padding, saltLength }, signature);
}

/** A signed token taken apart. */
export interface SignedToken {
  /** Header and payload as they are signed. */
  readonly data: string;
  readonly signature: Buffer;
}

/** Splits a token of three parts. */
export function parseSignedToken(token: string): SignedToken | undefined {
  const last = token.lastIndexOf('.');
  const data = token.slice(0, last);
  if (last < 0 || data.split('.').length !== 2) return undefined;
  const signature = decodeBase64Url(token.slice(last + 1));
  return signature === undefined ? undefined : { data, signature: Buffer.from(signature, 'latin1') };
}

/** Checks a signature; `secret` is for HMAC, `key` for all others. */
export function verifyToken(
  row: AlgorithmRow,
  token: SignedToken,
  secret: string | undefined,
  key: KeyObject | undefined,
): number {
  if (row.family === 'none') return token.signature.length === 0 ? JwtResult.Success : JwtResult.Failure;
  if (row.family === 'hmac') {
    if (secret === undefined) return JwtResult.UnknownKey;
    return verifyHmac(row.hash, secret, token.data, token.signature) ? JwtResult.Success : JwtResult.Failure;
  }
  if (key === undefined) return JwtResult.UnknownKey;
  if (row.family === 'ecdsa' && token.signature.length !== SIGNATURE_BYTES[row.hash]) return JwtResult.InvalidToken;
  return verifyWithKey(row, key, token.data, token.signature) ? JwtResult.Success : JwtResult.Failure;
}
