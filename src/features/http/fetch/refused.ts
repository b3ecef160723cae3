/** Fetches of HTTP that are known and not run: caches, compression, FastCGI and internals of HAProxy's buffers. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches, refusedFetch } from '../../../catalog/fetch-row.js';
import { USE_EITHER_MESSAGE, USE_PROCESS, USE_REQUEST, USE_SERVER, USE_SERVER_SIDE } from '../../../model/use.js';
import type { SampleType } from '../../../model/value.js';

const HTX = 'It shows how HAProxy keeps messages in memory; Hawser keeps them otherwise.';

const MESSAGE: readonly (readonly [string, SampleType])[] = [
  ['data', 'sint'],
  ['free', 'sint'],
  ['free_data', 'sint'],
  ['has_eom', 'bool'],
  ['nbblks', 'sint'],
  ['size', 'sint'],
  ['used', 'sint'],
];

const BLOCK: readonly (readonly [string, SampleType])[] = [
  ['data', 'bin'],
  ['hdrname', 'str'],
  ['hdrval', 'str'],
  ['size', 'sint'],
  ['start_line', 'str'],
  ['type', 'str'],
];

const internal = { use: USE_EITHER_MESSAGE, doc: '7.3.7#internal', since: '2.0', why: HTX } as const;
const server = plainFetches('7.3.6', USE_SERVER);
const serverSide = plainFetches('7.3.6', USE_SERVER_SIDE);

export const entries: readonly Entry[] = [
  ...MESSAGE.map(([what, out]) =>
    refusedFetch({ ...internal, name: `internal.htx.${what}`, out, brief: "A figure of a message's buffer." }),
  ),
  ...BLOCK.map(([what, out]) =>
    refusedFetch({
      ...{ ...internal, name: `internal.htx_blk.${what}`, out, args: [arg.str('index')] },
      brief: "A part of one block of a message's buffer.",
    }),
  ),
  plainFetches('7.3.7', USE_PROCESS)(
    'internal.strm.is_htx',
    'bool',
    'Whether the stream carries HTTP messages.',
    (stream) => stream.frontend.config.mode === 'http',
    { since: '2.0' },
  ),
  ...(['docroot', 'index'] as const).map((what) =>
    refusedFetch({
      ...{ name: `fcgi.${what}`, out: 'str', use: USE_REQUEST, doc: `7.3.6#fcgi.${what}`, since: '2.1' },
      brief: 'A setting of the FastCGI application of the backend.',
      why: 'FastCGI is not executed yet.',
    }),
  ),
  // Caches and compression are refused in configurations, so that no response comes out of them.
  server('res.cache_hit', 'bool', 'Whether the response comes from a cache.', () => false, { since: '2.5' }),
  server('res.cache_name', 'str', 'Name of the cache that the response comes from.', () => undefined, { since: '2.5' }),
  serverSide('res.comp', 'bool', 'Whether the response was compressed here.', () => false, { since: '1.6' }),
  serverSide('res.comp_algo', 'str', 'Algorithm by which the response was compressed here.', () => undefined, {
    since: '1.6',
  }),
];
