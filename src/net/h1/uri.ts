/**
 * Scheme and authority of a request target: origin form (/path?query), absolute form (scheme://authority/path?query),
 * authority form (host:port) and asterisk form (*). Pure functions over latin1 carriers (RFC 9112 3.2, RFC 3986).
 */

/** Position behind `scheme://`, or 0 where the target has no scheme. */
function schemeEnd(uri: string): number {
  const first = uri.charCodeAt(0) | 0x20;
  if (first < 0x61 || first > 0x7a) return 0;
  for (let at = 1; at < uri.length; at++) {
    const code = uri.charCodeAt(at);
    if (code === 0x3a) return uri.startsWith('//', at + 1) ? at + 3 : 0;
    const letter = code | 0x20;
    const isSchemeChar =
      (letter >= 0x61 && letter <= 0x7a) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x2b ||
      code === 0x2d ||
      code === 0x2e;
    if (!isSchemeChar) return 0;
  }
  return 0;
}

/** Scheme without `://`, as received; empty where there is none. */
export function uriScheme(uri: string): string {
  const end = schemeEnd(uri);
  return end > 0 ? uri.slice(0, end - 3) : '';
}

/** Authority with user information and port, as received; empty for origin and asterisk form. */
export function uriAuthority(uri: string): string {
  const first = uri.charCodeAt(0);
  if (first === 0x2f || first === 0x2a || uri === '') return '';
  const start = schemeEnd(uri);
  const slash = uri.indexOf('/', start);
  return slash < 0 ? uri.slice(start) : uri.slice(start, slash);
}

/** The target in absolute form with another authority. */
export function replaceAuthority(uri: string, authority: string): string {
  const start = schemeEnd(uri);
  return uri.slice(0, start) + authority + uri.slice(start + uriAuthority(uri).length);
}

/** Position of the `:` before the port of an authority without user information, or -1; knows `[v6]:port`. */
export function portColon(authority: string): number {
  const colon = authority.lastIndexOf(':');
  return colon >= 0 && authority.indexOf(']', colon) < 0 && !isBareV6(authority, colon) ? colon : -1;
}

function isBareV6(authority: string, lastColon: number): boolean {
  return authority.charCodeAt(0) !== 0x5b && authority.indexOf(':') !== lastColon;
}

/** Authority without user information. */
export function withoutUserInfo(authority: string): string {
  const at = authority.lastIndexOf('@');
  return at < 0 ? authority : authority.slice(at + 1);
}
