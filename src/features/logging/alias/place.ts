/** Log aliases that say who served whom: addresses, names, counts, end of the stream (manual 8.2.6, 8.5). */
import os from 'node:os';
import type { Entry } from '../../../catalog/entry.js';
import type { Endpoint } from '../../../model/stream.js';
import { number, text } from './define-alias.js';

/** Text of an address; all unix sockets are `unix`. */
function addressOf(endpoint: Endpoint | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  return endpoint.address === undefined && endpoint.text.startsWith('unix') ? 'unix' : endpoint.text;
}

/** Its port, or the number of the listener of a unix socket (haproxy 2.6). */
function portOf(endpoint: Endpoint): number {
  const { address, text: name, port: number } = endpoint;
  return address === undefined && name.startsWith('unix:') ? Number(name.slice(5)) : number;
}

const address = { hex: 'address' } as const;
const port = { hex: 'number' } as const;
const late = { late: true } as const;

export const entries: readonly Entry[] = [
  text('ci', 'Address of the client.', (stream) => addressOf(stream.source ?? stream.session.source), address),
  number('cp', 'Port of the client.', (stream) => portOf(stream.source ?? stream.session.source), port),
  text(
    'fi',
    'Address that the client came to.',
    (stream) => addressOf(stream.destination ?? stream.session.destination),
    address,
  ),
  number(
    'fp',
    'Port that the client came to.',
    (stream) => portOf(stream.destination ?? stream.session.destination),
    port,
  ),
  text('bi', 'Our address towards the server.', (stream) => addressOf(stream.serverSource), address),
  number('bp', 'Our port towards the server.', (stream) => stream.serverSource?.port, port),
  text('si', 'Address of the server.', (stream) => addressOf(stream.serverDestination), address),
  number('sp', 'Port of the server.', (stream) => stream.serverDestination?.port, port),
  text('f', 'Name of the frontend.', (stream) => stream.frontend.name),
  text('ft', 'Name of the frontend, with a tilde behind it for TLS.', (stream) =>
    stream.session.tls === undefined ? stream.frontend.name : `${stream.frontend.name}~`,
  ),
  text('b', 'Name of the backend.', (stream) => stream.backend.name),
  text(
    's',
    'Name of the server.',
    (stream) => stream.server?.name ?? (stream.service === undefined ? '<NOSRV>' : `<${stream.service}>`),
  ),
  text('H', 'Name of this host.', () => os.hostname(), {
    compile: () => {
      const name = os.hostname();
      return () => name;
    },
  }),
  number('pid', 'Number of the process.', () => process.pid, port),
  number('rt', 'Number of the stream.', (stream) => stream.id, port),
  number('lc', 'Lines that the frontend has written before.', (stream) => stream.frontend.logLines),
  number('ac', 'Connections of the process.', () => 0, {
    ...late,
    compile:
      ({ live }) =>
      () =>
        live.process().currentConnections,
  }),
  number('fc', 'Connections of the frontend.', (stream) => stream.frontend.frontendConnections, late),
  number('bc', 'Connections of the backend.', (stream) => stream.backend.backendConnections, late),
  number('sc', 'Connections of the server.', (stream) => stream.server?.served ?? 0, late),
  number('rc', 'Retries, with a plus sign in front if it went to another server.', (stream) => stream.retries, {
    ...late,
    compilePrefix: () => (stream) => (stream.redispatched ? '+' : ''),
  }),
  number('sq', 'Position in the queue of the server.', (stream) => stream.serverQueuePosition, late),
  number('bq', 'Position in the queue of the backend.', (stream) => stream.backendQueuePosition, late),
  text('ts', 'Who ended the stream, and when.', (stream) => stream.endCause + stream.endState, {
    ...late,
    style: 'raw',
  }),
  text(
    'tsc',
    'Who ended the stream, when, and what became of its cookies.',
    (stream) => stream.endCause + stream.endState + stream.requestCookieState + stream.responseCookieState,
    { ...late, style: 'raw' },
  ),
  text('OG', 'When the line was made.', (stream) => stream.logOrigin),
  text('sslv', 'Version of TLS.', (stream) => stream.session.tls?.protocol),
  text('sslc', 'Cipher of TLS.', (stream) => stream.session.tls?.cipher),
  text('ID', 'Unique id.', (stream) => stream.uniqueId),
];
