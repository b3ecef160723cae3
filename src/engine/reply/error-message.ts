/**
 * What a proxy answers with for a status: its own `errorfile`, `errorloc` or `http-error`, else the built-in page
 * (manual 4.2). Made once per proxy when the engine starts.
 */
import type { ErrorMessage, ProxyConfig } from '../../model/config/proxy.js';
import type { Reply } from '../../model/verdict.js';
import { builtInPage } from './page.js';

const NOT_KEPT = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding']);

/** Takes an errorfile apart: status line, fields, body. Undefined if it is no HTTP message. */
export function parseRawReply(raw: string, cause: Reply['cause']): Reply | undefined {
  const headEnd = raw.search(/\r?\n\r?\n/);
  const head = headEnd < 0 ? raw : raw.slice(0, headEnd);
  const body = headEnd < 0 ? '' : raw.slice(headEnd).replace(/^\r?\n\r?\n/, '');
  const [first = '', ...lines] = head.split(/\r?\n/);
  const match = /^HTTP\/(\d)\.(\d)[ \t]+(\d{3})[ \t]*(.*)$/.exec(first);
  if (match === null) return undefined;
  const fields: (readonly [string, string])[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !NOT_KEPT.has(name)) fields.push([name, line.slice(colon + 1).trim()]);
  }
  const version = Number(match[1]) * 10 + Number(match[2]);
  return { status: Number(match[3]), reason: match[4] ?? '', fields, body, cause, version, raw: true };
}

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

function replyFrom(message: ErrorMessage): Reply | undefined {
  if (message.kind === 'location') return locationReply(message);
  if (message.content === '') return undefined;
  return parseRawReply(message.content, 'fault');
}

/** An errorfile without content (such as /dev/null) means: no answer at all, only the end of the connection. */
export const SILENT: Reply = Object.freeze({ status: 0, fields: [], body: '', cause: 'fault', close: true });

/** Pages of one proxy. */
export class ErrorPages {
  readonly #own: ReadonlyMap<number, Reply>;

  constructor(config: ProxyConfig) {
    const own = new Map<number, Reply>();
    for (const [status, message] of config.errors) own.set(status, replyFrom(message) ?? SILENT);
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
