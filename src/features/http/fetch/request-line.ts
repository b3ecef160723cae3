/** The request line and what is derived from it (manual 7.3.6): method, target and its parts, version. */
import { avalanche, sdbm } from '../../../base/hash.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { ipBytes, wordBytes } from '../../../model/ip.js';
import type { RequestHead } from '../../../model/message.js';
import { pathOf, pathWithQuery, queryStart } from '../../../model/request-target.js';
import type { Stream } from '../../../model/stream.js';
import { USE_REQUEST, USE_STREAM } from '../../../model/use.js';
import { Binary, Method } from '../../../model/value.js';
import { requestOf } from './message.js';
import { parseTargetAddress } from './target-address.js';

/** The methods that HAProxy knows, so that no object is made per request. */
const METHODS: ReadonlyMap<string, Method> = new Map(
  ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'].map((name) => [name, new Method(name)]),
);

/** A known method stays as it was received, whatever `set-method` does; others are read where they stand. */
function methodOf({ request, originalMethod }: Stream): Method | undefined {
  if (request === undefined) return undefined;
  return METHODS.get(originalMethod) ?? METHODS.get(request.method) ?? new Method(request.method);
}

/** `1.1` of 11. */
export function renderVersion(version: number): string {
  if (version === 11) return '1.1';
  return `${Math.trunc(version / 10)}.${version % 10}`;
}

/** As the client wrote it, if it was taken so (`option accept-unsafe-violations-in-http-request`). */
function requestVersion({ version, rawVersion }: RequestHead): string {
  return rawVersion === '' ? renderVersion(version) : rawVersion.slice(rawVersion.indexOf('/') + 1);
}

/** The first Host field and the path behind it; only one of them if the other is missing. */
function baseOf(request: RequestHead, withQuery: boolean): string | undefined {
  const path = withQuery ? pathWithQuery(request.uri) : pathOf(request.uri);
  const host = request.fields.first('host');
  return host ? host + (path ?? '') : path;
}

function hashOf(stream: Stream, withQuery: boolean): number | undefined {
  const request = requestOf(stream);
  if (request === undefined) return undefined;
  return fullHash(baseOf(request, withQuery) ?? '');
}

/** The hash of `base32`: sdbm, then spread over all bits. */
function fullHash(bytes: string): number {
  return avalanche(sdbm(bytes));
}

function hashAndSource(stream: Stream, withQuery: boolean): Binary | undefined {
  const hash = hashOf(stream, withQuery);
  const { address } = stream.source ?? stream.session.source;
  return hash === undefined || address === undefined ? undefined : new Binary(wordBytes(hash) + ipBytes(address));
}

const request = plainFetches('7.3.6', USE_REQUEST);
const kept = plainFetches('7.3.6', USE_STREAM);

export const entries: readonly Entry[] = [
  kept('method', 'meth', 'Method of the request.', methodOf, { since: '1.4' }),
  request('path', 'str', 'Path of the request target without the query.', (stream) => {
    const head = requestOf(stream);
    return head === undefined ? undefined : pathOf(head.uri);
  }),
  request(
    'pathq',
    'str',
    'Path of the request target with the query.',
    (stream) => {
      const head = requestOf(stream);
      return head === undefined ? undefined : pathWithQuery(head.uri);
    },
    { since: '2.2' },
  ),
  request('url', 'str', 'Request target as it stands in the request line.', (stream) => requestOf(stream)?.uri),
  request('base', 'str', 'Host field followed by the path, without the query.', (stream) => {
    const head = requestOf(stream);
    return head === undefined ? undefined : baseOf(head, false);
  }),
  request(
    'baseq',
    'str',
    'Host field followed by the path with the query.',
    (stream) => {
      const head = requestOf(stream);
      return head === undefined ? undefined : baseOf(head, true);
    },
    { since: '2.5' },
  ),
  request('base32', 'sint', 'Hash of 32 bits of base.', (stream) => hashOf(stream, false)),
  request('base32+src', 'bin', 'Hash of base, followed by the source address.', (stream) =>
    hashAndSource(stream, false),
  ),
  request('url32', 'sint', 'Hash of 32 bits of the Host field and the path with the query.', (stream) =>
    hashOf(stream, true),
  ),
  request('url32+src', 'bin', 'Hash of Host and path with query, followed by the source address.', (stream) =>
    hashAndSource(stream, true),
  ),
  request('url_ip', 'ipv4', 'IPv4 address of an absolute request target.', (stream) => {
    const uri = requestOf(stream)?.uri;
    return uri === undefined ? undefined : parseTargetAddress(uri)?.address;
  }),
  request('url_port', 'sint', 'Port of an absolute request target with an IPv4 address.', (stream) => {
    const uri = requestOf(stream)?.uri;
    return uri === undefined ? undefined : parseTargetAddress(uri)?.port;
  }),
  define.fetch({
    name: 'query',
    doc: '7.3.6#query',
    brief: 'Query of the request target; with its question mark if asked for by with_qm.',
    since: '1.6',
    support: 'full',
    args: [arg.opt(arg.enumeration('option', ['with_qm']))],
    out: 'str',
    use: USE_REQUEST,
    compile: ([option]) => {
      const skip = option === 'with_qm' ? 0 : 1;
      return (stream) => {
        const uri = requestOf(stream)?.uri;
        if (uri === undefined) return undefined;
        const at = queryStart(uri);
        if (at === uri.length) return undefined;
        return uri.slice(at + skip);
      };
    },
  }),
  kept(
    'req.ver',
    'str',
    'Version of the request, such as 1.1.',
    (stream) => {
      const head = requestOf(stream);
      return head && requestVersion(head);
    },
    { aliases: ['req_ver'] },
  ),
  kept(
    'req.proto_http',
    'bool',
    'True once a complete HTTP request was recognized.',
    (stream) => (requestOf(stream) === undefined ? undefined : true),
    { aliases: ['req_proto_http'], doc: '7.3.5#req.proto_http' },
  ),
];
