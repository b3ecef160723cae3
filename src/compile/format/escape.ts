/** How bytes are made safe for logs (manual 8.6), for structured data (RFC 5424 6.3.3) and for header fields. */

/** A set of bytes: a pattern without state to ask for any of them, and one to go over all. */
export interface Unsafe {
  readonly any: RegExp;
  readonly all: RegExp;
}

/** Bytes that are written as `#XX` in request lines. */
export const UNSAFE_IN_URI: Unsafe = { any: /["#\x00-\x1f\x7f-\xff]/, all: /["#\x00-\x1f\x7f-\xff]/g };
/** The same in captured headers, whose list is framed by braces and bars. */
export const UNSAFE_IN_HEADER: Unsafe = { any: /["#{|}\x00-\x1f\x7f-\xff]/, all: /["#{|}\x00-\x1f\x7f-\xff]/g };
/** Bytes that cannot stand in a header field (RFC 9110 5.5). */
const UNSAFE_IN_FIELD = /[\x00-\x08\x0a-\x1f\x7f]/g;
const STRUCTURED = /["\\\]]/g;

function hexByte(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** `#XX` for each unsafe byte. */
export function escapeUnsafe(text: string, unsafe: Unsafe): string {
  return unsafe.any.test(text) ? text.replace(unsafe.all, (char) => `#${hexByte(char)}`) : text;
}

/** `%XX` for each byte that is forbidden in header fields. */
export function encodeField(text: string): string {
  return text.replace(UNSAFE_IN_FIELD, (char) => `%${hexByte(char)}`);
}

/** A backslash in front of `"`, `\` and `]`. */
export function escapeStructured(text: string): string {
  return text.replace(STRUCTURED, '\\$&');
}
