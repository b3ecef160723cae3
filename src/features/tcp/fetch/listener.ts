/** The socket that took a connection (manual 7.3.3): `so_id`, `so_name`, `dst_conn`. */
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { USE_FRONTEND } from '../../../model/use.js';

const row = plainFetches('7.3.3', USE_FRONTEND);

export const entries: readonly Entry[] = [
  row('so_id', 'sint', 'Number of the listening socket in its frontend.', ({ session }) => session.listenerId),
  row(
    'so_name',
    'str',
    'Name of the listening socket, if its bind line has one.',
    ({ session }) => (session.listenerName === `sock-${session.listenerId}` ? undefined : session.listenerName),
    { since: '2.2' },
  ),
  row(
    'dst_conn',
    'sint',
    'Number of clients that are connected to the same listening socket.',
    ({ session, frontend }) => session.listenerConnections ?? frontend.frontendConnections,
    { since: '1.3' },
  ),
];
