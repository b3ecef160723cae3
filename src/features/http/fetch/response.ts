/** The status line of a response (manual 7.3.6): what came from the server, what goes to the client. */
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { Stream } from '../../../model/stream.js';
import { USE_SERVER_SIDE } from '../../../model/use.js';
import { renderVersion } from './request-line.js';

const row = plainFetches('7.3.6', USE_SERVER_SIDE);

/** Status that the client gets; undefined until there is one. */
function sentStatus(stream: Stream): number | undefined {
  if (stream.status > 0) return stream.status;
  return stream.response?.status;
}

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ name: 'status', doc: '7.3.6#status', since: '1.5', support: 'full', args: [], out: 'sint' },
    brief: 'Status of the response that is processed; in logs the one that was sent.',
    use: USE_SERVER_SIDE,
    compile: (_, site) => (site.use === 'log' ? sentStatus : (stream) => stream.response?.status),
  }),
  row('txn.status', 'sint', 'Status that the client gets.', sentStatus, { since: '2.9' }),
  row(
    'server_status',
    'sint',
    'Status that the server gave.',
    (stream) => stream.serverStatus ?? (stream.server === undefined ? undefined : stream.response?.status),
    { since: '2.9' },
  ),
  row(
    'res.ver',
    'str',
    'Version of the response, such as 1.1.',
    ({ response }) => (response === undefined ? undefined : renderVersion(response.version)),
    { aliases: ['resp_ver'] },
  ),
];
