/** Classes of bytes in a message head, one table look-up per byte. */

/** `tchar` of RFC 9110 5.6.2. */
export const TOKEN = 1;
/** Bytes that HAProxy lets pass in a request target: all that is printable ASCII, except the fragment's `#`. */
export const TARGET = 2;
/** Bytes of a version token: digits, upper case letters, `/` and `.`. */
export const VERSION = 4;

/** Flags of every byte. */
export const CHAR_CLASS: Uint8Array = buildCharClasses();

function buildCharClasses(): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    table[char.charCodeAt(0)]! |= TOKEN;
  for (let code = 0x21; code < 0x7f; code++) if (code !== 0x23) table[code]! |= TARGET;
  for (const char of '/.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') table[char.charCodeAt(0)]! |= VERSION;
  return table;
}
