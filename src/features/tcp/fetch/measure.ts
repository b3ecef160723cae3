/** What the kernel measures of both connections (manual 7.3.3). */
import { arg } from '../../../catalog/arg.js';
import { define, type Entry } from '../../../catalog/entry.js';
import type { TcpMeasures } from '../../../model/tcp-measures.js';
import { USE_CLIENT } from '../../../model/use.js';

const COUNTS: readonly (readonly [name: keyof TcpMeasures, what: string])[] = [
  ['unacked', 'Segments that the client did not acknowledge.'],
  ['sacked', 'Segments that the client acknowledged selectively.'],
  ['retrans', 'Segments that were sent again to the client.'],
  ['fackets', "Forward acknowledged segments of the client's connection."],
  ['lost', 'Segments that got lost on the way to the client.'],
  ['reordering', "Reordering of the client's connection."],
];

const TIMES: readonly (readonly [name: string, side: 'client' | 'server', measure: keyof TcpMeasures, what: string])[] =
  [
    ['fc_rtt', 'client', 'rttUs', "Round trip time of the client's connection."],
    ['fc_rttvar', 'client', 'rttVarUs', "Variation of the round trip time of the client's connection."],
    ['bc_rtt', 'server', 'rttUs', 'Round trip time of the connection to the server.'],
    ['bc_rttvar', 'server', 'rttVarUs', 'Variation of the round trip time of the connection to the server.'],
  ];

function row(name: string, brief: string) {
  return { name, brief, out: 'sint', use: USE_CLIENT, doc: `7.3.3#${name}`, since: '1.7', support: 'full' } as const;
}

export const entries: readonly Entry[] = [
  ...TIMES.map(([name, side, measure, brief]) =>
    define.fetch({
      ...row(name, brief),
      // Those of servers are unknown to 2.6.
      since: side === 'server' ? '2.9' : '1.7',
      args: [arg.opt(arg.enumeration('unit', ['us', 'ms']))],
      compile: ([unit]) => {
        const divisor = unit === 'us' ? 1 : 1000;
        return (stream) => {
          const us = stream.measureSocket?.(side)?.[measure];
          return us === undefined ? undefined : Math.round(us / divisor);
        };
      },
    }),
  ),
  ...COUNTS.map(([measure, brief]) =>
    define.fetch({
      ...row(`fc_${measure}`, brief),
      // HAProxy takes any argument here, and does not look at it.
      args: [arg.opt(arg.str('unit'))],
      compile: () => (stream) => stream.measureSocket?.('client')?.[measure],
    }),
  ),
];
