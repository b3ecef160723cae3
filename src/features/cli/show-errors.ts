/** `show errors` (management.txt 9.3): the messages that parsers refused, byte by byte. */
import { renderLogDateMs } from '../../base/calendar.js';
import { wallNowMs } from '../../base/clock.js';
import { type CliEntry, define } from '../../catalog/entry.js';
import type { AdminAnswer, AdminRequest } from '../../model/admin-request.js';
import type { CapturedError } from '../../model/runtime.js';
import { resolveProxyId } from './target.js';

/** Characters of the message in a line, offset and mark not counted. */
const LINE_CHARS = 70;

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\x1b', '\\e'],
  ['\\', '\\\\'],
]);

function renderByte(char: string): string {
  const name = NAMES.get(char);
  if (name !== undefined) return name;
  const code = char.charCodeAt(0);
  if (code >= 0x20 && code < 0x7f) return char;
  return `\\x${code.toString(16).padStart(2, '0').toUpperCase()}`;
}

/** Lines of a message: its own lines, long ones cut; `+` marks what goes on. */
function* renderBytes(bytes: string): Iterable<string> {
  for (let at = 0, isNew = true; at < bytes.length; ) {
    const offset = `  ${String(at).padStart(5, '0')}${isNew ? ' ' : '+'} `;
    let text = '';
    isNew = false;
    while (at < bytes.length) {
      const piece = renderByte(bytes[at]!);
      if (text.length + piece.length > LINE_CHARS) break;
      text += piece;
      isNew = bytes[at++] === '\n';
      if (isNew) break;
    }
    yield `${offset}${text}\n`;
  }
}

/** Where HAProxy goes on with the flags of its parser, the number of the stream stands. */
function* renderError(error: CapturedError, bufferSize: number): Iterable<string> {
  const { frontend, backend, direction, bytes, offset } = error;
  // It was not a server that sent a request.
  const server = direction === 'request' ? undefined : error.server;
  const own = direction === 'request' ? frontend : (backend ?? frontend);
  const kind = direction === 'request' ? 'frontend' : 'backend';
  const other =
    direction === 'request'
      ? `backend ${backend?.name ?? '<NONE>'} (#${backend?.id ?? -1})`
      : `frontend ${frontend.name} (#${frontend.id})`;
  yield ` \n[${renderLogDateMs(error.dateMs)}] ${kind} ${own.name} (#${own.id}): invalid ${direction}\n`;
  yield `  ${other}, server ${server?.name ?? '<NONE>'} (#${server?.id ?? -1}), event #${error.eventId}, src ${error.source}\n`;
  const free = Math.max(0, bufferSize - bytes.length);
  yield `  buffer starts at 0 (including 0 out), ${free} free,\n`;
  yield `  len ${bytes.length}, wraps at ${bufferSize}, error at position ${offset}\n`;
  yield `  stream #${error.streamId} :\n  \n`;
  yield* renderBytes(bytes);
}

/** The last one of each direction of a proxy, as HAProxy keeps them. */
function latest(errors: readonly CapturedError[]): readonly CapturedError[] {
  const kept = new Map<string, CapturedError>();
  for (const error of errors) {
    const owner = error.direction === 'request' ? error.frontend : (error.backend ?? error.frontend);
    kept.set(`${owner.id} ${error.direction}`, error);
  }
  return [...kept.values()].sort((a, b) => a.eventId - b.eventId);
}

function concerns(error: CapturedError, proxyId: number): boolean {
  return proxyId === -1 || error.frontend.id === proxyId || error.backend?.id === proxyId;
}

function* renderErrors(errors: readonly CapturedError[], total: number, bufferSize: number): Iterable<string> {
  yield `Total events captured on [${renderLogDateMs(wallNowMs())}] : ${total}\n`;
  for (const error of errors) yield* renderError(error, bufferSize);
}

function showErrors({ runtime, args }: AdminRequest): AdminAnswer {
  const direction = args.find((word) => word === 'request' || word === 'response');
  const [first] = args;
  const proxyId = first === undefined || first === direction ? undefined : resolveProxyId(runtime, first);
  if (proxyId !== undefined && !proxyId.ok) return proxyId.answer;
  const wanted = latest(runtime.errors).filter(
    (error) => concerns(error, proxyId?.value ?? -1) && (direction === undefined || error.direction === direction),
  );
  return renderErrors(wanted, (runtime.errors.at(-1)?.eventId ?? -1) + 1, runtime.global.bufferSize);
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'errors'],
    usage: 'show errors [<px>] [request|response]',
    doc: 'management 9.3#show errors',
    since: '1.3.21',
    support: 'full',
    brief: 'Shows the last invalid requests and responses of proxies.',
    level: 'operator',
    run: showErrors,
  }),
];
