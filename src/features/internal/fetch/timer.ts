/** Timers and bytes of a stream (manual 7.3.4, 8.4), as the log aliases of the same meaning show them. Milliseconds. */
import { nowMs } from '../../../base/clock.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { UsePoint } from '../../../model/ruleset.js';
import type { Stream } from '../../../model/stream.js';
import { betweenMs, firstByteAtMs, handshakeMs, requestAtMs } from '../../../model/stream-time.js';
import {
  USE_CLIENT,
  USE_FRONTEND,
  USE_REQUEST,
  USE_RESPONSE,
  USE_RESPONSE_FIGURES,
  USE_SERVER_SIDE,
  USE_STREAM,
} from '../../../model/use.js';

/** End of the stream, or how long it lasts so far. */
function endAtMs(stream: Stream): number {
  return stream.closeAtMs >= 0 ? stream.closeAtMs : nowMs() - stream.startMs;
}

const since = { since: '2.9' } as const;
const client = plainFetches('7.3.4', USE_CLIENT);
const frontend = plainFetches('7.3.4', USE_FRONTEND);
const request = plainFetches('7.3.4', USE_REQUEST);
const response = plainFetches('7.3.4', USE_RESPONSE);
const server = plainFetches('7.3.4', USE_SERVER_SIDE);
const stream = plainFetches('7.3.4', USE_STREAM);
const figures = plainFetches('7.3.4', USE_RESPONSE_FIGURES);

/** Bytes of a direction. HAProxy adds them up behind the rules, which see 0 for that reason. */
function bytesRow(
  name: string,
  aliases: readonly string[],
  brief: string,
  use: readonly UsePoint[],
  count: (of: Stream) => number,
): Entry {
  return define.fetch({
    ...{ name, aliases, brief, use, doc: `7.3.4#${name}`, since: '3.3', support: 'full', out: 'sint', args: [] },
    compile: (_, site) => (site.use === 'log' ? count : () => 0),
  });
}

export const entries: readonly Entry[] = [
  client('fc.timer.handshake', 'sint', 'Time of the handshakes of the client: %Th.', handshakeMs, since),
  frontend('fc.timer.total', 'sint', 'Total time of the stream: %Tt.', endAtMs, since),
  request('req.timer.idle', 'sint', 'Idle time before the request: %Ti.', (of) => of.idleMs, since),
  request('req.timer.hdr', 'sint', 'Time to receive the head of the request: %TR.', (of) => of.requestMs),
  request('req.timer.tq', 'sint', 'Time from accept to the end of the head: %Tq.', requestAtMs, since),
  server('req.timer.queue', 'sint', 'Time in queues: %Tw.', (of) => betweenMs(requestAtMs(of), of.queueAtMs), since),
  server(
    'bc.timer.connect',
    'sint',
    'Time to connect to the server: %Tc.',
    (of) => betweenMs(of.queueAtMs, of.connectAtMs),
    since,
  ),
  response(
    'res.timer.hdr',
    'sint',
    'Time to the head of the response: %Tr.',
    (of) => betweenMs(of.connectAtMs, of.dataAtMs),
    since,
  ),
  figures(
    'res.timer.data',
    'sint',
    'Time of the transfer of data: %Td.',
    (of) => (of.connectAtMs < 0 ? -1 : betweenMs(of.dataAtMs, endAtMs(of))),
    since,
  ),
  stream(
    'txn.timer.total',
    'sint',
    'Active time of the request: %Ta.',
    (of) => betweenMs(firstByteAtMs(of), endAtMs(of)),
    since,
  ),
  stream('txn.timer.user', 'sint', 'Time as the user sees it: %Tu.', (of) => betweenMs(of.idleMs, endAtMs(of)), since),
  bytesRow('req.bytes_in', ['bytes_in'], 'Bytes received from the client.', USE_STREAM, (of) => of.bytesFromClient),
  bytesRow('req.bytes_out', [], 'Bytes sent to the server.', USE_STREAM, (of) => of.bytesToServer),
  bytesRow('res.bytes_in', [], 'Bytes received from the server.', USE_RESPONSE_FIGURES, (of) => of.bytesFromServer),
  bytesRow('res.bytes_out', ['bytes_out'], 'Bytes sent to the client.', USE_RESPONSE_FIGURES, (of) => of.bytesToClient),
];
