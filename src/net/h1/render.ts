/**
 * HTTP/1 messages as text: one latin1 string per head, so that head and small body leave in one write. Names go out as
 * they stand in `fields` (lower case, like HAProxy's), or as an adjustment map spells them (`h1-case-adjust`).
 */
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';

/** Lower-case name to the spelling that an old peer wants. */
export type CaseAdjust = ReadonlyMap<string, string>;

/** Request line, fields, empty line. */
export function renderRequestHead(head: RequestHead, adjust?: CaseAdjust, memo?: FieldMemo): string {
  const line = `${head.method} ${head.uri} ${versionText(head.version, head.rawVersion)}\r\n`;
  return line + (memo === undefined ? `${renderFields(head.fields, adjust)}\r\n` : memo.render(head.fields, adjust));
}

/** Status line, fields, empty line. */
export function renderResponseHead(head: ResponseHead, adjust?: CaseAdjust, memo?: FieldMemo): string {
  const line = `${versionText(head.version, head.rawVersion)} ${head.status} ${head.reason}\r\n`;
  return line + (memo === undefined ? `${renderFields(head.fields, adjust)}\r\n` : memo.render(head.fields, adjust));
}

/** A rendered head with a `connection` field behind the others. */
export function renderConnection(head: string, connection: string, adjust?: CaseAdjust): string {
  const name = adjust?.get('connection') ?? 'connection';
  return `${head.slice(0, -2)}${name}: ${connection}\r\n\r\n`;
}

function versionText(version: number, rawVersion: string): string {
  if (rawVersion !== '' && version < 11) return rawVersion;
  return version >= 11 ? 'HTTP/1.1' : 'HTTP/1.0';
}

function renderFields(fields: Fields, adjust: CaseAdjust | undefined): string {
  const names = fields.names;
  const values = fields.values;
  let text = '';
  if (adjust === undefined) {
    for (let at = 0; at < names.length; at++) text += `${names[at]}: ${values[at]}\r\n`;
  } else {
    for (let at = 0; at < names.length; at++) text += `${adjust.get(names[at]!) ?? names[at]}: ${values[at]}\r\n`;
  }
  return text;
}

/**
 * The fields that a connection sent last, as text: messages of one connection are much alike, and comparing with the last
 * one costs a tenth of joining forty strings again.
 */
export class FieldMemo {
  #names: string[];
  #values: string[];
  #text: string;
  #isFlat: boolean;

  constructor() {
    this.#names = [];
    this.#values = [];
    this.#text = '';
    this.#isFlat = true;
  }

  /** The fields and the empty line behind them. */
  render(fields: Fields, adjust: CaseAdjust | undefined): string {
    if (this.#isSame(fields)) {
      // A text that comes again is worth being made one piece: reading a character does that.
      if (!this.#isFlat) this.#isFlat = this.#text.charCodeAt(0) >= 0;
      return this.#text;
    }
    this.#names = fields.names.slice();
    this.#values = fields.values.slice();
    this.#isFlat = false;
    this.#text = `${renderFields(fields, adjust)}\r\n`;
    return this.#text;
  }

  #isSame({ names, values }: Fields): boolean {
    const ownNames = this.#names;
    const ownValues = this.#values;
    if (ownNames.length !== names.length || this.#text === '') return false;
    for (let at = 0; at < names.length; at++) {
      if (ownNames[at] !== names[at] || ownValues[at] !== values[at]) return false;
    }
    return true;
  }
}

/** What stands before the payload of a chunk; {@link CHUNK_END} follows the payload. */
export function renderChunkHead(sizeBytes: number): string {
  return `${sizeBytes.toString(16).toUpperCase()}\r\n`;
}

/** What stands behind the payload of a chunk. */
export const CHUNK_END = '\r\n';

/** The last chunk, with the trailer fields if there are any. */
export function renderLastChunk(trailers?: Fields, adjust?: CaseAdjust): string {
  return trailers === undefined ? '0\r\n\r\n' : `0\r\n${renderFields(trailers, adjust)}\r\n`;
}

/**
 * Value of the `connection` field of a request to a server, or '' for none: what the version implies is not said.
 * Requests that ask for an upgrade get none.
 */
export function requestConnection(head: RequestHead, keepAlive: boolean): '' | 'close' | 'keep-alive' {
  if (head.upgrade) return '';
  if (head.version >= 11) return keepAlive ? '' : 'close';
  return keepAlive ? 'keep-alive' : '';
}

/** The same for a response: `keep-alive` is said as soon as one side speaks HTTP/1.0. */
export function responseConnection(
  requestVersion: number,
  head: ResponseHead,
  keepAlive: boolean,
): '' | 'close' | 'keep-alive' {
  if (head.status === 101) return '';
  if (!keepAlive) return head.version >= 11 ? 'close' : '';
  return requestVersion >= 11 && head.version >= 11 ? '' : 'keep-alive';
}
