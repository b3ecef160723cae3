/** Fetches of connections that are known and not run. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { refusedFetch } from '../../../catalog/fetch-row.js';
import { USE_SERVER_SIDE, USE_SESSION } from '../../../model/use.js';

const DEBUG = "It shows HAProxy's own layers.";

export const entries: readonly Entry[] = [
  ...(['fs', 'bs'] as const).map((side) =>
    refusedFetch({
      ...{ name: `${side}.debug_str`, out: 'str', doc: `7.3.4#${side}.debug_str`, since: '2.9', why: DEBUG },
      use: side === 'fs' ? USE_SESSION : USE_SERVER_SIDE,
      brief: 'State of the layers of a connection, for those who debug HAProxy.',
      args: [arg.opt(arg.sint('bitmap'))],
    }),
  ),
];
