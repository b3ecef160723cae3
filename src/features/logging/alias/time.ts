/** Log aliases of dates and timers (manual 8.2.6, 8.4). All timers are whole milliseconds; -1 = did not get so far. */
import { renderMilliseconds } from '../../../base/calendar.js';
import type { Entry } from '../../../catalog/entry.js';
import type { CompileSite } from '../../../catalog/site.js';
import type { Stream } from '../../../model/stream.js';
import { betweenMs, firstByteAtMs, handshakeMs, requestAtMs } from '../../../model/stream-time.js';
import { localWithMs, localWithZone, utcWithZone } from './date.js';
import { number, text } from './define-alias.js';

/** Wall clock at which the first byte of the request came. */
function requestDateMs(stream: Stream): number {
  return stream.acceptDateMs + firstByteAtMs(stream);
}

/** `+` in front of figures that grow on, because the line is written before the end. */
function growing(site: CompileSite): ((stream: Stream) => string) | undefined {
  return site.live.proxy(site.proxyName)?.config.options.get('logasap') === true ? () => '+' : undefined;
}

const date = { style: 'raw' } as const;
const http = { http: true } as const;
const late = { late: true } as const;

export const entries: readonly Entry[] = [
  text('T', 'Date of accept, UTC.', () => '', {
    ...date,
    compile: () => {
      const render = utcWithZone();
      return (stream) => render(stream.acceptDateMs);
    },
  }),
  text('Tl', 'Date of accept, local.', () => '', {
    ...date,
    compile: () => {
      const render = localWithZone();
      return (stream) => render(stream.acceptDateMs);
    },
  }),
  text('t', 'Date of accept, local, with milliseconds.', () => '', {
    ...date,
    compile: () => {
      const render = localWithMs();
      return (stream) => render(stream.acceptDateMs);
    },
  }),
  text('tr', 'Date of the request, local, with milliseconds.', () => '', {
    ...date,
    ...http,
    compile: () => {
      const render = localWithMs();
      return (stream) => render(requestDateMs(stream));
    },
  }),
  text('trg', 'Date of the request, UTC.', () => '', {
    ...date,
    ...http,
    compile: () => {
      const render = utcWithZone();
      return (stream) => render(requestDateMs(stream));
    },
  }),
  text('trl', 'Date of the request, local.', () => '', {
    ...date,
    ...http,
    compile: () => {
      const render = localWithZone();
      return (stream) => render(requestDateMs(stream));
    },
  }),
  number('Ts', 'Date of accept in seconds since 1970.', (stream) => Math.floor(stream.acceptDateMs / 1000), {
    hex: 'number',
  }),
  text('ms', 'Milliseconds of the date of accept.', (stream) => renderMilliseconds(stream.acceptDateMs), {
    ...date,
    hex: 'short',
  }),
  number('Th', 'Time of TLS and PROXY handshakes.', handshakeMs, late),
  number('Ti', 'Idle time before the request.', (stream) => Math.max(stream.idleMs, 0), { ...http, ...late }),
  number('TR', 'Time to receive the request from its first byte.', (stream) => stream.requestMs, {
    ...http,
    ...late,
  }),
  number('Tq', 'Handshakes, idle time and the time to receive the request.', requestAtMs, { ...http, ...late }),
  number('Tw', 'Time in queues.', (stream) => betweenMs(requestAtMs(stream), stream.queueAtMs), late),
  number('Tc', 'Time to connect to the server.', (stream) => betweenMs(stream.queueAtMs, stream.connectAtMs), late),
  number('Tr', 'Time to the head of the response.', (stream) => betweenMs(stream.connectAtMs, stream.dataAtMs), {
    ...http,
    ...late,
  }),
  number(
    'Td',
    'Time of the transfer of data.',
    (stream) => {
      const from = stream.frontend.config.mode === 'http' ? stream.dataAtMs : stream.connectAtMs;
      return from < 0 ? -1 : betweenMs(from, stream.closeAtMs);
    },
    late,
  ),
  number(
    'Ta',
    'Active time of the request: from its first byte to the end.',
    (stream) => betweenMs(firstByteAtMs(stream), stream.closeAtMs),
    { ...http, ...late, compilePrefix: growing },
  ),
  number('Tt', 'Total time.', (stream) => stream.closeAtMs, { ...late, compilePrefix: growing }),
  number(
    'Tu',
    'Time as the user sees it: total without idle.',
    (stream) => betweenMs(stream.idleMs, stream.closeAtMs),
    {
      ...late,
      compilePrefix: growing,
    },
  ),
  number('B', 'Bytes from the server to the client.', (stream) => stream.bytesFromServer, {
    ...late,
    compilePrefix: growing,
  }),
  number('U', 'Bytes from the client to the server.', (stream) => stream.bytesFromClient, late),
];
