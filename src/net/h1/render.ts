/**
 * HTTP/1 messages as text: one latin1 string per head, so that head and small body leave in one write. Names go out as
 * they stand in `fields` (lower case, like HAProxy's), or as an adjustment map spells them (`h1-case-adjust`).
 */
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';

/** Lower-case name to the spelling that an old peer wants. */
export type CaseAdjust = ReadonlyMap<string, string>;

/** Request line, fields, empty line. */
export function renderRequestHead(head: RequestHead, adjust?: CaseAdjust): string {
  const line = `${head.method} ${head.uri} ${versionText(head.version, head.rawVersion)}\r\n`;
  return `${line}${renderFields(head.fields, adjust)}\r\n`;
}

/** Status line, fields, empty line. */
export function renderResponseHead(head: ResponseHead, adjust?: CaseAdjust): string {
  const line = `${versionText(head.version, head.rawVersion)} ${head.status} ${head.reason}\r\n`;
  return `${line}${renderFields(head.fields, adjust)}\r\n`;
}

/** A rendered head with a `connection` field behind the others. */
export function renderConnection(head: string, connection: string, adjust?: CaseAdjust): string {
  const name = adjust?.get('connection') ?? 'connection';
  return `${head.slice(0, -2)}${name}: ${connection}\r\n\r\n`;
}

function versionText(version: number, rawVersion: string): string {
  if (rawVersion !== '') return rawVersion;
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

/** What stands before the payload of a chunk; {@link CHUNK_END} follows the payload. */
export function renderChunkHead(sizeBytes: number): string {
  return `${sizeBytes.toString(16)}\r\n`;
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
