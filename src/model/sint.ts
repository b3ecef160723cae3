/**
 * 64-bit signed integers of samples: a number where it is exact, a bigint beyond. Whatever leaves the range of 64 bits
 * stays at its end (saturates).
 */
import type { Sint } from './value.js';

export const MAX_SINT = 9223372036854775807n;
export const MIN_SINT = -9223372036854775808n;

/** A number if it is exact, and never beyond 64 bits. */
export function toSint(value: bigint): Sint {
  if (value > MAX_SINT) return MAX_SINT;
  if (value < MIN_SINT) return MIN_SINT;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The lower 64 bits as a signed number, as a conversion in C does it. */
export function wrapSint(value: bigint): Sint {
  return toSint(BigInt.asIntN(64, value));
}

/** A number that came out of arithmetic on numbers: exact if it is safe, else what `exact` computes. */
export function safeOr(value: number, exact: () => bigint): Sint {
  return Number.isSafeInteger(value) ? value + 0 : toSint(exact());
}

/** The decimal number at the start of a text: an optional sign and digits; 0 if there are none. Saturates. */
export function leadingInteger(text: string): Sint {
  let at = 0;
  const first = text.charCodeAt(0);
  const negative = first === 45;
  if (negative || first === 43) at = 1;
  const start = at;
  let value = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (value <= Number.MAX_SAFE_INTEGER) return negative && value !== 0 ? -value : value;
  const exact = BigInt(text.slice(start, at));
  return toSint(negative ? -exact : exact);
}

/** A whole text that is a decimal number with an optional sign; undefined if anything else is in it. Saturates. */
export function parseSint(text: string): Sint | undefined {
  return /^[+-]?[0-9]+$/.test(text) ? leadingInteger(text) : undefined;
}

/** Eight bytes, most significant first, as a latin1 carrier. */
export function sintBytes(value: Sint): string {
  let high: number;
  let low: number;
  if (typeof value === 'number') {
    high = Math.floor(value / 4294967296);
    low = value >>> 0;
  } else {
    high = Number(BigInt.asIntN(32, value >> 32n));
    low = Number(BigInt.asUintN(32, value));
  }
  return String.fromCharCode(
    (high >>> 24) & 255,
    (high >>> 16) & 255,
    (high >>> 8) & 255,
    high & 255,
    low >>> 24,
    (low >>> 16) & 255,
    (low >>> 8) & 255,
    low & 255,
  );
}
