/** Log aliases of HTTP (manual 8.2.6): request line, status, captured cookies and headers. */
import type { Entry } from '../../../catalog/entry.js';
import { pathOf, queryStart } from '../../../model/request-target.js';
import type { Stream } from '../../../model/stream.js';
import { number, text } from './define-alias.js';

/** What stands for a request that could not be read. */
const BAD_REQUEST = '<BADREQ>';

function isBad(stream: Stream): boolean {
  return stream.originalMethod === '';
}

function versionOf(stream: Stream): string {
  const version = stream.originalVersion;
  const raw = stream.request?.rawVersion;
  if (raw) return raw;
  return `HTTP/${Math.trunc(version / 10)}.${version % 10}`;
}

function requestLine(stream: Stream): string {
  if (isBad(stream)) return BAD_REQUEST;
  return `${stream.originalMethod} ${stream.originalUri} ${versionOf(stream)}`;
}

function uriWithoutQuery({ originalUri }: Stream): string {
  return originalUri.slice(0, queryStart(originalUri));
}

function query(stream: Stream): string {
  if (isBad(stream)) return BAD_REQUEST;
  return stream.originalUri.slice(queryStart(stream.originalUri));
}

/** TCP has no status, and what failed before a stream began; streams of HTTP that were not answered have -1 (haproxy 2.6). */
function statusOf({ status, frontend, logOrigin }: Stream): number {
  const hasNone = frontend.config.mode !== 'http' || logOrigin === 'sess_error';
  return status < 0 && hasNone ? 0 : status;
}

/** Captured headers: none in HTTP if there was no request to capture from. */
function captures(values: readonly (string | undefined)[], stream: Stream): typeof values | undefined {
  if (values.length === 0) return undefined;
  return isBad(stream) && stream.frontend.config.mode === 'http' ? undefined : values;
}

const http = { http: true } as const;
const uri = { http: true, style: 'uri' } as const;
/** Content rules of mode tcp capture too. */
const braces = { style: 'braces' } as const;
const list = { style: 'list' } as const;

export const entries: readonly Entry[] = [
  text('r', 'Request line.', requestLine, uri),
  text('HM', 'Method.', (stream) => (isBad(stream) ? BAD_REQUEST : stream.originalMethod), http),
  text('HU', 'Target of the request.', (stream) => (isBad(stream) ? BAD_REQUEST : stream.originalUri), uri),
  text('HP', 'Target without its query.', (stream) => (isBad(stream) ? BAD_REQUEST : uriWithoutQuery(stream)), uri),
  text(
    'HPO',
    'Path without host and query.',
    (stream) => (isBad(stream) ? BAD_REQUEST : (pathOf(stream.originalUri) ?? '')),
    uri,
  ),
  text('HQ', 'Query with its question mark.', query, uri),
  text('HV', 'Version.', (stream) => (isBad(stream) ? BAD_REQUEST : versionOf(stream)), uri),
  number('ST', 'Status.', statusOf),
  text('CC', 'Captured cookie of the request.', (stream) => stream.requestCookieCapture, http),
  text('CS', 'Captured cookie of the response.', (stream) => stream.responseCookieCapture, http),
  text('hr', 'Captured headers of the request.', (stream) => captures(stream.requestCaptures, stream), braces),
  text('hs', 'Captured headers of the response.', (stream) => captures(stream.responseCaptures, stream), braces),
  text('hrl', 'The same, as a list.', (stream) => captures(stream.requestCaptures, stream), list),
  text('hsl', 'The same, as a list.', (stream) => captures(stream.responseCaptures, stream), list),
];
