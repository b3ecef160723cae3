/** Where the hashed algorithms take their key from: address, URI, header, parameter, expression. */
import type { CompileSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import { castToBytes, castToString } from '../../model/cast.js';
import type { Proxy } from '../../model/proxy.js';
import { pathStart } from '../../model/request-target.js';
import type { Stream } from '../../model/stream.js';
import { Ipv4 } from '../../model/value.js';
import { hashOfBytes, hashOfNumber, type StreamHash } from './hashed.js';

/** `source`: the client's address as one word, or four words combined. */
export function sourceHash(proxy: Proxy): StreamHash {
  const finish = hashOfNumber(proxy);
  return (stream) => {
    const { address } = stream.source ?? stream.session.source;
    if (!address) return undefined;
    return finish(address instanceof Ipv4 ? address.value : (address.a ^ address.b ^ address.c ^ address.d) >>> 0);
  };
}

/** Words behind `balance uri`. */
export interface UriOptions {
  length: number;
  depth: number;
  whole: boolean;
  pathOnly: boolean;
}

/** The part of a target that `balance uri` looks at. */
function uriKey(target: string, options: UriOptions): string {
  const start = options.pathOnly ? Math.max(0, pathStart(target)) : 0;
  const limit = options.length > 0 ? Math.min(target.length, start + options.length) : target.length;
  let slashes = 0;
  for (let at = start; at < limit; at++) {
    const char = target.charCodeAt(at);
    if (char === 47 && options.depth > 0 && ++slashes > options.depth) return target.slice(start, at);
    if (char === 63 && !options.whole) return target.slice(start, at);
  }
  return target.slice(start, limit);
}

/** `uri`. */
export function uriHash(proxy: Proxy, options: UriOptions): StreamHash {
  const hash = hashOfBytes(proxy);
  return (stream) => (stream.request ? hash(uriKey(stream.request.uri, options)) : undefined);
}

/** `www.example.com:80` -> `example`: the part of a host name that `use_domain_only` hashes. */
function domainOnly(host: string): string {
  const end = host.lastIndexOf('.', host.length - 1);
  if (end < 0) return host;
  const start = host.lastIndexOf('.', end - 1);
  return host.slice(start + 1, end);
}

/** `hdr(<name>)`: the first value of the field. */
export function headerHash(proxy: Proxy, name: string, useDomainOnly: boolean): StreamHash {
  const hash = hashOfBytes(proxy);
  const lower = name.toLowerCase();
  return (stream: Stream) => {
    const value = stream.request?.fields.first(lower);
    if (value === undefined || value === '') return undefined;
    const first = value.split(',', 1)[0]!.trim();
    return hash(useDomainOnly ? domainOnly(first) : first);
  };
}

/** Any sample expression: `hash <expr>`, `url_param`, `rdp-cookie`. Not found means no key. */
export function expressionHash(proxy: Proxy, text: ArgText, site: CompileSite): StreamHash | undefined {
  const expression = site.compileExpression(text, 'be-set-server');
  if (!expression) return undefined;
  const hash = hashOfBytes(proxy);
  // `hash-type ... none` reads the number of a text; other functions hash the bytes of any type.
  const cast = proxy.config.hash?.function === 'none' ? castToString : castToBytes;
  return (stream) => {
    const value = expression.evaluate(stream);
    return value === undefined ? undefined : hash(cast(value));
  };
}

/** Value of a parameter of a query, of which only `&` separates others; undefined if it is not there. */
export function queryValue(target: string, name: string): string | undefined {
  const start = target.indexOf('?') + 1;
  return start > 0 ? paramValue(target, start, name) : undefined;
}

/** Value of a parameter in the list that begins at `from`. */
function paramValue(text: string, from: number, name: string): string | undefined {
  const wanted = `${name}=`;
  let at = from;
  do {
    if (text.startsWith(wanted, at)) {
      const end = text.indexOf('&', at);
      return text.slice(at + wanted.length, end < 0 ? text.length : end);
    }
    at = text.indexOf('&', at) + 1;
  } while (at > 0);
  return undefined;
}

/** The byte is none of a token (RFC 9110 5.6.2) and no `&`, which ends an empty value. */
const NOT_ENCODED = /^[^!#$%&'*+\-.^_`|~0-9A-Za-z]/;
const BLANK = /^[ \t\r\n]/;

/**
 * Value of a parameter of a body. Where it begins with a byte that encoded forms do not have, the body is something else
 * and has no parameters; behind a blank the value is empty (haproxy 2.6).
 */
export function bodyValue(body: string, name: string): string | undefined {
  const value = paramValue(body, 0, name);
  if (value === undefined || !NOT_ENCODED.test(value)) return value;
  return BLANK.test(value) ? '' : undefined;
}

/** `url_param`. */
export function paramHash(proxy: Proxy, name: string): StreamHash {
  const hash = hashOfBytes(proxy);
  return ({ request }) => {
    const value = request && queryValue(request.uri, name);
    return value === undefined ? undefined : hash(value);
  };
}

/** The parameter in the body, which the expression gives. */
export function bodyParamHash(proxy: Proxy, name: string, text: ArgText, site: CompileSite): StreamHash | undefined {
  const body = site.compileExpression(text, 'be-set-server');
  if (!body) return undefined;
  const hash = hashOfBytes(proxy);
  return (stream) => {
    const bytes = body.evaluate(stream);
    const value = bytes === undefined ? undefined : bodyValue(castToBytes(bytes), name);
    return value === undefined ? undefined : hash(value);
  };
}

/** `url_param ... check_post`: POST requests without the parameter in their query have it in their body. */
export function postHash(query: StreamHash, body: StreamHash): StreamHash {
  return (stream) => query(stream) ?? (stream.request?.method === 'POST' ? body(stream) : undefined);
}
