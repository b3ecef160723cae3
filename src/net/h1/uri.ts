/**
 * Parts of a request target: origin form (/path?query), absolute form (scheme://authority/path?query), authority form
 * (host:port) and asterisk form (*). Pure functions over latin1 carriers (RFC 9112 3.2, RFC 3986).
 */

/** Which of the four forms a target has. */
export type UriForm = 'origin' | 'absolute' | 'authority' | 'asterisk' | 'empty';

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

/** Form of a target; whatever has no other form is taken for an authority, as HAProxy does. */
export function uriForm(uri: string): UriForm {
  if (uri === '') return 'empty';
  const first = uri.charCodeAt(0);
  if (first === 0x2f) return 'origin';
  if (first === 0x2a) return 'asterisk';
  return schemeEnd(uri) > 0 ? 'absolute' : 'authority';
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

/** Position where the path starts, or the length of the target where it has none. */
function pathStart(uri: string): number {
  const first = uri.charCodeAt(0);
  if (first === 0x2f) return 0;
  if (first === 0x2a || uri === '') return uri.length;
  const slash = uri.indexOf('/', schemeEnd(uri));
  return slash < 0 ? uri.length : slash;
}

/** Path without query; empty for authority and asterisk form. A `#` that was let in is part of it, as for HAProxy. */
export function uriPath(uri: string): string {
  const start = pathStart(uri);
  const mark = uri.indexOf('?', start);
  return mark < 0 ? uri.slice(start) : uri.slice(start, mark);
}

/** Path with the query. */
export function uriPathAndQuery(uri: string): string {
  return uri.slice(pathStart(uri));
}

/** Query without its `?`; `undefined` where there is no `?`, empty where nothing follows it. */
export function uriQuery(uri: string): string | undefined {
  const mark = uri.indexOf('?');
  return mark < 0 ? undefined : uri.slice(mark + 1);
}

/** What stands before the path: `scheme://authority`, or nothing. */
export function uriOrigin(uri: string): string {
  return uri.slice(0, pathStart(uri));
}

/** Replaces the path and keeps scheme, authority and query. */
export function withUriPath(uri: string, path: string): string {
  const start = pathStart(uri);
  const mark = uri.indexOf('?', start);
  return uri.slice(0, start) + path + (mark < 0 ? '' : uri.slice(mark));
}

/** Replaces path and query and keeps scheme and authority. */
export function withUriPathAndQuery(uri: string, pathAndQuery: string): string {
  return uri.slice(0, pathStart(uri)) + pathAndQuery;
}

/** Replaces the query and keeps the rest; an empty query leaves no `?`. */
export function withUriQuery(uri: string, query: string): string {
  const mark = uri.indexOf('?');
  const before = mark < 0 ? uri : uri.slice(0, mark);
  return query === '' ? before : `${before}?${query}`;
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

/** Host of an authority: no user information, no port, brackets kept. */
export function authorityHost(authority: string): string {
  const host = withoutUserInfo(authority);
  const colon = portColon(host);
  return colon < 0 ? host : host.slice(0, colon);
}

/** Port of an authority as written, or empty. */
export function authorityPort(authority: string): string {
  const host = withoutUserInfo(authority);
  const colon = portColon(host);
  return colon < 0 ? '' : host.slice(colon + 1);
}
