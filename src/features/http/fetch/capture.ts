/** What is kept of messages for logs (manual 7.3.6): `capture.req.*`, `capture.res.*`. */
import { arg } from '../../../catalog/arg.js';
import type { Entry, Fetch } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { CompileSite } from '../../../catalog/site.js';
import { pathWithQuery } from '../../../model/request-target.js';
import type { Stream } from '../../../model/stream.js';
import { USE_SERVER_SIDE, USE_STREAM } from '../../../model/use.js';

const shared = { since: '1.5', support: 'full', out: 'str' } as const;
const slot = arg.uint('index');

/** Formats of logs that do not tell of the request. */
const WITHOUT_REQUEST = new Set<string | undefined>(['default', 'tcp', 'tcp-clf']);

/**
 * HAProxy keeps the request line of a frontend whose log or rules ask for it; what only a backend asks for is found only if
 * the log of the frontend tells of the request.
 */
function ofRequestLine(site: CompileSite, read: (stream: Stream) => string | undefined): Fetch {
  const known: Fetch = (stream) => (stream.request === undefined ? undefined : read(stream));
  if (!site.use.startsWith('be-')) return known;
  return (stream) => {
    const { logTargets, logGlobal, logFormatName, logsRequest } = stream.frontend.config;
    const tells = logsRequest ?? !WITHOUT_REQUEST.has(logFormatName);
    const isLogged = (logGlobal || logTargets.length > 0) && tells;
    return isLogged ? known(stream) : undefined;
  };
}

/** `HTTP/1.1` or `HTTP/1.0`: other minor versions count as the latter. */
function protocol(version: number): string {
  return version >= 11 ? 'HTTP/1.1' : 'HTTP/1.0';
}

/** Answers of the proxy itself are captured nowhere. */
function isFromServer({ response, dataAtMs }: Stream): boolean {
  return response !== undefined && dataAtMs >= 0;
}

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ ...shared, name: 'capture.req.hdr', doc: '7.3.6#capture.req.hdr', use: USE_STREAM },
    brief: 'Content of a capture slot of the request.',
    args: [slot],
    compile:
      ([index]) =>
      (stream) =>
        stream.requestCaptures[index],
  }),
  define.fetch({
    ...{ ...shared, name: 'capture.res.hdr', doc: '7.3.6#capture.res.hdr', use: USE_SERVER_SIDE },
    brief: 'Content of a capture slot of the response.',
    args: [slot],
    compile:
      ([index]) =>
      (stream) =>
        stream.responseCaptures[index],
  }),
  define.fetch({
    ...{ ...shared, name: 'capture.req.method', doc: '7.3.6#capture.req.method', use: USE_STREAM },
    brief: 'Method of the request as it was received.',
    args: [],
    compile: (_, site) => ofRequestLine(site, (stream) => stream.originalMethod),
  }),
  define.fetch({
    ...{ ...shared, name: 'capture.req.uri', doc: '7.3.6#capture.req.uri', use: USE_STREAM },
    brief: 'Path and query of the request as it was received.',
    args: [],
    compile: (_, site) => ofRequestLine(site, (stream) => pathWithQuery(stream.originalUri)),
  }),
  define.fetch({
    ...{ ...shared, name: 'capture.req.ver', doc: '7.3.6#capture.req.ver', use: USE_STREAM },
    brief: 'Version of the request, such as HTTP/1.1.',
    args: [],
    compile: () => (stream) => (stream.request === undefined ? undefined : protocol(stream.request.version)),
  }),
  define.fetch({
    ...{ ...shared, name: 'capture.res.ver', doc: '7.3.6#capture.res.ver', use: USE_STREAM },
    brief: 'Version of the response, such as HTTP/1.1.',
    args: [],
    compile: () => (stream) => (isFromServer(stream) ? protocol(stream.response!.version) : undefined),
  }),
];
