/**
 * What a proxy answers with for a status: its own `errorfile`, `errorloc` or `http-error`, else the built-in page
 * (manual 4.2). Made once per proxy when the engine starts.
 */
import type { ErrorMessage, ProxyConfig } from '../../model/config/proxy.js';
import { parseRawReply, SILENT } from '../../model/raw-reply.js';
import type { Stream } from '../../model/stream.js';
import type { Reply } from '../../model/verdict.js';
import { builtInPage } from './page.js';

function locationReply(message: ErrorMessage): Reply {
  const status = message.redirectStatus;
  return {
    status,
    reason: status === 303 ? 'See Other' : 'Found',
    fields: [
      ['cache-control', 'no-cache'],
      ['content-length', '0'],
      ['location', message.content],
    ],
    body: '',
    cause: 'fault',
  };
}

function replyFrom(message: ErrorMessage, make: ((stream: Stream) => Reply) | undefined): Reply | undefined {
  if (message.reply !== undefined && make !== undefined) {
    return { status: message.reply.status, fields: [], body: '', cause: 'fault', make };
  }
  if (message.kind === 'location') return locationReply(message);
  if (message.content === '') return undefined;
  return parseRawReply(message.content, 'fault');
}

/** Pages of one proxy. */
export class ErrorPages {
  readonly #own: ReadonlyMap<number, Reply>;

  /** `made`: answers that are made anew for each stream. */
  constructor(config: ProxyConfig, made?: ReadonlyMap<number, (stream: Stream) => Reply>) {
    const own = new Map<number, Reply>();
    for (const [status, message] of config.errors) own.set(status, replyFrom(message, made?.get(status)) ?? SILENT);
    this.#own = own;
  }

  has(status: number): boolean {
    return this.#own.has(status);
  }

  /** The page for a status. */
  get(status: number): Reply {
    return this.#own.get(status) ?? builtInPage(status);
  }
}
