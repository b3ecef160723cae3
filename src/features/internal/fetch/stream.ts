/** The proxies, the server and the identity of a stream (manual 7.3.2, 7.3.3, 7.3.6). */
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { USE_ANYWHERE, USE_BACKEND, USE_FRONTEND, USE_PROCESS, USE_SERVER } from '../../../model/use.js';

const frontend = plainFetches('7.3.3', USE_FRONTEND);
const backend = plainFetches('7.3.3', USE_BACKEND);
const server = plainFetches('7.3.3', USE_SERVER);
const process = plainFetches('7.3.2', USE_PROCESS);
const anywhere = plainFetches('7.3.2', USE_ANYWHERE);

export const entries: readonly Entry[] = [
  frontend('fe_name', 'str', 'Name of the frontend.', (stream) => stream.frontend.name, { since: '2.0' }),
  frontend('fe_id', 'sint', 'Number of the frontend.', (stream) => stream.frontend.id, { since: '1.3' }),
  frontend('fe_defbe', 'str', "Name of the frontend's default backend.", (stream) => {
    return stream.frontend.config.defaultBackend;
  }),
  backend('be_name', 'str', 'Name of the backend.', (stream) => stream.backend.name, { since: '2.0' }),
  backend('be_id', 'sint', 'Number of the backend.', (stream) => stream.backend.id, { since: '1.3' }),
  server('srv_name', 'str', 'Name of the server.', (stream) => stream.server?.name, { since: '2.0' }),
  server('srv_id', 'sint', 'Number of the server in its backend.', (stream) => stream.server?.id, { since: '1.3' }),
  anywhere('unique-id', 'str', 'Identifier of the request by unique-id-format.', (stream) => stream.uniqueId),
  process('txn.id32', 'sint', 'Number of 32 bits that identifies the stream.', (stream) => stream.id >>> 0, {
    since: '3.1',
  }),
];
