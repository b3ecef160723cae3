/**
 * Streams that run: listing and ending them (management.txt 9.3 `show sess`, `shutdown session`). HAProxy names a stream by
 * its address in memory; here the number of the stream, written the same way, is its name.
 */
import { renderLogDateMs } from '../../base/calendar.js';
import { nowMs } from '../../base/clock.js';
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import type { Proxy } from '../../model/proxy.js';
import type { Runtime } from '../../model/runtime.js';
import type { Endpoint, Stream } from '../../model/stream.js';
import { parseDelayMs } from './delay.js';
import { findBackend, resolveServer } from './target.js';

/** The name of a stream; numbers count from 0, and 0 is nobody's address. */
function nameOf(stream: Stream): string {
  return `0x${(stream.id + 1).toString(16).padStart(8, '0')}`;
}

function renderEndpoint({ address, text, port }: Endpoint): string {
  if (address === undefined) return text;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

function protocolOf({ session }: Stream): string {
  const { address, text } = session.source;
  if (address === undefined) return 'unix_stream';
  return text.includes(':') ? 'tcpv6' : 'tcpv4';
}

function ageS(stream: Stream, now: number): number {
  return Math.max(0, Math.trunc((now - stream.startMs) / 1000));
}

/** The frontend stands for the backend until one was chosen. */
function backendOf({ backend }: Stream): Proxy | undefined {
  return backend.isBackend ? backend : undefined;
}

/** The phase in the letter of termination flags: R request, Q queue, C connect, H headers, D data. */
function phaseOf(stream: Stream): string {
  if (stream.dataAtMs >= 0) return 'D';
  if (stream.connectAtMs >= 0) return 'H';
  if (stream.queueAtMs >= 0) return 'C';
  return stream.requestMs >= 0 ? 'Q' : 'R';
}

function renderShort(stream: Stream, now: number, withUri: boolean): string {
  const parts = [
    `${nameOf(stream)}:`,
    `proto=${protocolOf(stream)}`,
    `src=${renderEndpoint(stream.session.source)}`,
    `fe=${stream.frontend.name}`,
    `be=${backendOf(stream)?.name ?? '<NONE>'}`,
    `srv=${stream.server?.name ?? '<none>'}`,
    `age=${ageS(stream, now)}s`,
    `phase=${phaseOf(stream)}`,
    `rq=${stream.bytesFromClient}`,
    `rp=${stream.bytesToClient}`,
    `rc=${stream.retries}`,
  ];
  if (withUri && stream.originalUri !== '') parts.push(`uri="${printable(stream.originalUri)}"`);
  return `${parts.join(' ')}\n`;
}

/** Bytes that could break the line are shown as numbers. */
function printable(text: string): string {
  return text.replace(
    /[^\x21-\x7e]|["\\]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
}

function describeServer({ server, serverDestination }: Stream): string {
  if (server === undefined) return '<NONE> (id=-1)';
  const address = serverDestination ? ` addr=${renderEndpoint(serverDestination)}` : '';
  return `${server.name} (id=${server.id})${address}`;
}

function renderLong(stream: Stream, now: number): string {
  const { session, frontend } = stream;
  const backend = backendOf(stream);
  const source = `proto=${protocolOf(stream)} source=${renderEndpoint(session.source)}`;
  const line = printable(`${stream.originalMethod} ${stream.originalUri}`).replaceAll('\\x20', ' ');
  const request = stream.originalUri === '' ? [] : [`  request="${line}" status=${stream.status}`];
  const chosen = backend ? `${backend.name} (id=${backend.id} mode=${backend.config.mode})` : '<NONE> (id=-1 mode=-)';
  return [
    `${nameOf(stream)}: [${renderLogDateMs(stream.acceptDateMs)}] id=${stream.id} ${source}`,
    `  frontend=${frontend.name} (id=${frontend.id} mode=${frontend.config.mode}), listener=${session.listenerName} (id=${session.listenerId}) addr=${renderEndpoint(session.destination)}`,
    `  backend=${chosen}`,
    `  server=${describeServer(stream)}`,
    `  age=${ageS(stream, now)}s phase=${phaseOf(stream)} retries=${stream.retries} redispatched=${stream.redispatched ? 1 : 0}`,
    `  times: request=${stream.requestMs} queue=${stream.queueAtMs} connect=${stream.connectAtMs} response=${stream.dataAtMs}`,
    `  bytes: in=${stream.bytesFromClient} to_server=${stream.bytesToServer} from_server=${stream.bytesFromServer} out=${stream.bytesToClient}`,
    ...request,
    '',
  ].join('\n');
}

/** Which streams are shown, and how. */
interface StreamQuery {
  readonly name: string | undefined;
  readonly long: boolean;
  readonly withUri: boolean;
  readonly wants: (stream: Stream, now: number) => boolean;
}

type Filter = StreamQuery['wants'];

/** A word with an argument. @returns the filter, or the answer that says what is wrong */
function parseFilter(runtime: Runtime, word: string, text: string): Filter | AdminAnswer {
  switch (word) {
    case 'backend': {
      const backend = findBackend(runtime, text);
      return backend === undefined ? failure('No such backend.\n') : (stream) => stream.backend === backend;
    }
    case 'frontend':
      return (stream) => stream.frontend.name === text;
    case 'server': {
      const server = resolveServer(runtime, text);
      return server.ok ? (stream) => stream.server === server.value : server.answer;
    }
    default: {
      const delayMs = parseDelayMs(text, 1000);
      if (delayMs === undefined) return failure('Expects a valid age.\n');
      return (stream, now) => now - stream.startMs >= delayMs;
    }
  }
}

const FILTERS = new Set(['backend', 'frontend', 'server', 'older']);

const HELP = [
  'Usage: show sess [<id> | all | help] [<options>*]',
  '  backend <b>  frontend <f>  server <b/s>  older <age>   only streams of these, or at least this old',
  '  show-uri     show what was asked for',
  '',
].join('\n');

function parseQuery({ runtime, args }: AdminRequest): StreamQuery | AdminAnswer {
  const filters: Filter[] = [];
  let name: string | undefined;
  let long = false;
  let withUri = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (FILTERS.has(word)) {
      const filter = parseFilter(runtime, word, args[++at] ?? '');
      if (typeof filter !== 'function') return filter;
      filters.push(filter);
    } else if (word === 'all') long = true;
    else if (word === 'show-uri') withUri = true;
    else if (/^0x[0-9a-f]+$/i.test(word)) name = `0x${word.slice(2).toLowerCase().padStart(8, '0')}`;
    else if (word !== 'susp') return word === 'help' ? HELP : failure(HELP);
  }
  return { name, long, withUri, wants: (stream, now) => filters.every((filter) => filter(stream, now)) };
}

function* renderStreams(runtime: Runtime, query: StreamQuery): Iterable<string> {
  const now = nowMs();
  for (const stream of runtime.streams()) {
    if (!query.wants(stream, now)) continue;
    yield query.long ? renderLong(stream, now) : renderShort(stream, now, query.withUri);
  }
}

function findStream(runtime: Runtime, name: string): Stream | undefined {
  for (const stream of runtime.streams()) if (nameOf(stream) === name) return stream;
  return undefined;
}

function showStreams(request: AdminRequest): AdminAnswer {
  const query = parseQuery(request);
  if (typeof query === 'string' || !('wants' in query)) return query;
  if (query.name === undefined) return renderStreams(request.runtime, query);
  const stream = findStream(request.runtime, query.name);
  return stream === undefined ? failure('Session not found.\n') : renderLong(stream, nowMs());
}

function shutdownStream({ runtime, args }: AdminRequest): AdminAnswer {
  // Like strtoul: what is no number is 0, and that is no stream.
  const number = /^(?:0x[0-9a-f]+|\d+)$/i.test(args[0] ?? '') ? Number(args[0]) : 0;
  if (number === 0) return failure("Session pointer expected (use 'show sess').\n");
  const stream = findStream(runtime, `0x${number.toString(16).padStart(8, '0')}`);
  if (stream === undefined) return failure("No such session (use 'show sess').\n");
  runtime.shutdownStream(stream);
  return '';
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'sess'],
    usage: 'show sess [help|<id>|all] [opts...]',
    doc: 'management 9.3#show sess',
    since: '1.3.21',
    support: 'partial',
    why: 'details of buffers and tasks are those of this program',
    brief: 'Lists the streams that run, or shows one of them.',
    level: 'operator',
    run: showStreams,
  }),
  define.cli({
    words: ['shutdown', 'session'],
    usage: 'shutdown session <id>',
    doc: 'management 9.3#shutdown session',
    since: '1.5',
    support: 'full',
    brief: 'Ends a stream.',
    level: 'admin',
    run: shutdownStream,
  }),
];
