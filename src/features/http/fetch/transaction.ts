/** The course of a request (manual 7.3.2, 7.3.3, 7.3.6): its place on the connection, retries, how it ended. */
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { USE_PROCESS, USE_SERVER_SIDE, USE_STREAM } from '../../../model/use.js';

const stream = plainFetches('7.3.6', USE_STREAM);
const server = plainFetches('7.3.3', USE_SERVER_SIDE);
const always = plainFetches('7.3.3', USE_PROCESS);

export const entries: readonly Entry[] = [
  stream(
    'http_first_req',
    'bool',
    'Whether the request is the first one of its connection.',
    ({ request, session }) => (request === undefined ? undefined : session.requestCount <= 1),
    { since: '1.3' },
  ),
  server('txn.conn_retries', 'sint', 'Number of retries of the connection to the server.', ({ retries }) => retries, {
    since: '2.9',
  }),
  server('txn.redispatched', 'bool', 'Whether a retry went to another server.', ({ redispatched }) => redispatched, {
    since: '2.9',
  }),
  always(
    'txn.sess_term_state',
    'str',
    'How the stream ended, as the first two letters of the log tell it.',
    ({ endCause, endState }) => endCause + endState,
    { since: '2.9' },
  ),
];
