/**
 * Where a fetch may stand, by what it reads (manual 7.3): sets of use points as `-dKsmp` prints them. A point is in a set
 * when the source exists at that time of a stream's life.
 */
import type { UsePoint } from './ruleset.js';
import { USE_POINTS } from './ruleset.js';

/** The points from `first` to `last`, without those of `except`, with those of `also`. */
function span(
  first: UsePoint,
  last: UsePoint,
  { except, also }: { readonly except?: UsePoint; readonly also?: UsePoint } = {},
): readonly UsePoint[] {
  const low = USE_POINTS.indexOf(first);
  const high = USE_POINTS.indexOf(last);
  return USE_POINTS.filter((point, at) => point === also || (at >= low && at <= high && point !== except));
}

/** Known without any traffic: dates, the environment, constants. */
export const USE_ANYWHERE: readonly UsePoint[] = USE_POINTS;
/** State of the process; not while the configuration is read. */
export const USE_PROCESS: readonly UsePoint[] = USE_POINTS.filter((point) => point !== 'config');
/** Addresses of the client's connection (layer 4). */
export const USE_CLIENT: readonly UsePoint[] = span('fe-tcp-connection', 'check');
/** The frontend and its listener, from the first byte to the log. */
export const USE_FRONTEND: readonly UsePoint[] = span('fe-tcp-connection', 'log');
/** The session behind its handshakes (layer 5). */
export const USE_SESSION: readonly UsePoint[] = span('fe-tcp-session', 'log');
/** What is kept of a request for as long as its stream lives. */
export const USE_STREAM: readonly UsePoint[] = span('fe-tcp-content', 'log');
/** Contents of a request: only until it was forwarded. */
export const USE_REQUEST: readonly UsePoint[] = span('fe-tcp-content', 'be-server-source');
/** Contents of a response. */
export const USE_RESPONSE: readonly UsePoint[] = span('be-tcp-response', 'fe-http-response-body', { also: 'check' });
/** Contents of the message that is being processed, whichever it is. */
export const USE_EITHER_MESSAGE: readonly UsePoint[] = span('fe-tcp-content', 'fe-http-response-body', {
  also: 'check',
});
/** What is kept of a response, and the connection to the server. */
export const USE_SERVER_SIDE: readonly UsePoint[] = span('be-tcp-response', 'check');
/** The backend, once it is known. */
export const USE_BACKEND: readonly UsePoint[] = span('be-tcp-content', 'check');
/** The server, once it was chosen. */
export const USE_SERVER: readonly UsePoint[] = span('be-server-source', 'check');
/** Figures of the response that exist from the choice of a server on. */
export const USE_RESPONSE_FIGURES: readonly UsePoint[] = span('be-set-server', 'log');

/** Whether this point stands behind the request, so that "the message" is the response. */
export function isResponsePoint(point: UsePoint): boolean {
  return USE_RESPONSE.includes(point);
}
