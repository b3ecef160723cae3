/** Fetches of connections that are known and not run. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { refusedFetch } from '../../../catalog/fetch-row.js';
import { USE_CLIENT, USE_SERVER_SIDE, USE_SESSION } from '../../../model/use.js';

const KERNEL = "The kernel's measures of connections (TCP_INFO) are not read.";
const DEBUG = "It shows HAProxy's own layers.";

const MEASURES: readonly (readonly [name: string, what: string])[] = [
  ['fc_rtt', "Round trip time of the client's connection."],
  ['fc_rttvar', "Variation of the round trip time of the client's connection."],
  ['fc_unacked', 'Segments that the client did not acknowledge.'],
  ['fc_sacked', 'Segments that the client acknowledged selectively.'],
  ['fc_retrans', 'Segments that were sent again to the client.'],
  ['fc_fackets', "Forward acknowledged segments of the client's connection."],
  ['fc_lost', 'Segments that got lost on the way to the client.'],
  ['fc_reordering', "Reordering of the client's connection."],
  ['bc_rtt', 'Round trip time of the connection to the server.'],
  ['bc_rttvar', 'Variation of the round trip time of the connection to the server.'],
];

export const entries: readonly Entry[] = [
  ...MEASURES.map(([name, brief]) =>
    refusedFetch({
      ...{ name, brief, out: 'sint', use: USE_CLIENT, doc: `7.3.3#${name}`, since: '1.7', why: KERNEL },
      args: [arg.opt(arg.str('unit'))],
    }),
  ),
  ...(['fs', 'bs'] as const).map((side) =>
    refusedFetch({
      ...{ name: `${side}.debug_str`, out: 'str', doc: `7.3.4#${side}.debug_str`, since: '2.9', why: DEBUG },
      use: side === 'fs' ? USE_SESSION : USE_SERVER_SIDE,
      brief: 'State of the layers of a connection, for those who debug HAProxy.',
      args: [arg.opt(arg.sint('bitmap'))],
    }),
  ),
];
