/** Credentials of a request (RFC 7617, RFC 6750): what stands in `Authorization`, read once per head. */
import type { RequestHead } from '../../../model/message.js';

export type Credentials =
  | { readonly type: 'Basic'; readonly user: string; readonly password: string }
  | { readonly type: 'Bearer'; readonly token: string };

/** Scheme and what follows its blanks. */
function splitScheme(value: string): readonly [scheme: string, rest: string] {
  const blank = value.indexOf(' ');
  return blank < 0 ? [value, ''] : [value.slice(0, blank), value.slice(blank).replace(/^ +/, '')];
}

/** The token of a field that holds `Bearer <token>`. */
export function parseBearer(value: string): string | undefined {
  const [scheme, token] = splitScheme(value);
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function parseBasic(text: string): Credentials | undefined {
  if (!BASE64.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  return { type: 'Basic', user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function parseCredentials(value: string): Credentials | undefined {
  const [scheme, rest] = splitScheme(value);
  if (scheme.toLowerCase() === 'basic') return parseBasic(rest);
  const token = parseBearer(value);
  return token === undefined ? undefined : { type: 'Bearer', token };
}

interface Known {
  readonly value: string;
  readonly credentials: Credentials | undefined;
}

/** Several fetches of one request ask for the same field. */
const known = new WeakMap<RequestHead, Known>();

/** Credentials in a field of the request; undefined if there are none or they are of an unknown kind. */
export function credentialsOf(request: RequestHead, field: string): Credentials | undefined {
  const value = request.fields.first(field);
  if (value === undefined) return undefined;
  const before = known.get(request);
  if (before?.value === value) return before.credentials;
  const credentials = parseCredentials(value);
  known.set(request, { value, credentials });
  return credentials;
}
