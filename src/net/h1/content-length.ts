/** Numbers of `Content-Length`: digits and nothing else (RFC 9110 8.6). */

/** HAProxy keeps lengths in 63 bits; what is longer than 15 digits is compared as a BigInt. */
const LENGTH_LIMIT = 2n ** 63n;

/** Digits only, below 2^63; else -1. */
export function parseLength(text: string): number {
  if (text.length === 0) return -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return -1;
  }
  if (text.length > 15 && (text.length > 4096 || BigInt(text) >= LENGTH_LIMIT)) return -1;
  return Number(text);
}

/** Numbers above 2^53 lose digits: equal as doubles does not mean equal. */
export function sameDigits(a: string, b: string): boolean {
  return a === b || a.length + b.length < 32 || BigInt(a) === BigInt(b);
}
