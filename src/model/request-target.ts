/**
 * Where scheme, authority, path and query of a request target stand (RFC 9112 3.2). Works on offsets so that callers
 * slice only what they need.
 */

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** Offset of the path: 0 in origin form, behind the authority in absolute form, -1 in `*` and authority form. */
export function pathStart(target: string): number {
  if (target.charCodeAt(0) === 47) return 0;
  const scheme = SCHEME.exec(target);
  if (!scheme) return -1;
  for (let at = scheme[0].length; at < target.length; at++) {
    const char = target.charCodeAt(at);
    if (char === 47) return at;
    if (char === 63 || char === 35) return -1;
  }
  return -1;
}

/** Offset of the question mark of the query at or behind `from`, or the length of the target. */
export function queryStart(target: string, from = 0): number {
  const at = target.indexOf('?', from);
  return at < 0 ? target.length : at;
}

/** Path without query; undefined if the target has none. */
export function pathOf(target: string): string | undefined {
  const start = pathStart(target);
  return start < 0 ? undefined : target.slice(start, queryStart(target, start));
}

/** Path with query; undefined if the target has no path. */
export function pathWithQuery(target: string): string | undefined {
  const start = pathStart(target);
  return start < 0 ? undefined : target.slice(start);
}

/** The target with another path; the query stays unless `withQuery`. A target without path is replaced as a whole. */
export function replacePath(target: string, path: string, withQuery: boolean): string {
  const start = pathStart(target);
  if (start < 0) return path;
  const rest = withQuery ? '' : target.slice(queryStart(target, start));
  return target.slice(0, start) + path + rest;
}

/** The target with another query. A question mark is added if need be and never taken away. */
export function replaceQuery(target: string, query: string): string {
  const at = target.indexOf('?');
  if (at >= 0) return target.slice(0, at + 1) + query;
  return query === '' ? target : `${target}?${query}`;
}

/** Host and port of an absolute target or of one in authority form; undefined in the others. */
export function authorityOf(target: string): string | undefined {
  if (target === '*' || target.charCodeAt(0) === 47) return undefined;
  const scheme = SCHEME.exec(target);
  if (!scheme) return target;
  const end = target.slice(scheme[0].length).search(/[/?#]/);
  const authority = end < 0 ? target.slice(scheme[0].length) : target.slice(scheme[0].length, scheme[0].length + end);
  return authority.slice(authority.lastIndexOf('@') + 1);
}
