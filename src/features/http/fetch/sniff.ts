/**
 * HTTP in a TCP stream: `path`, `req.hdr` and their like also work in `tcp-request content` rules of a proxy in mode tcp, by
 * reading a head from the bytes that wait (manual 7.3.6). Nothing is consumed.
 */
import type { RequestHead } from '../../../model/message.js';
import type { Stream } from '../../../model/stream.js';
import { DEFAULT_H1_SETTINGS, H1RequestParser } from '../../../net/h1/index.js';

/** Heads by the bytes they were read from: several fetches look at the same ones. `null` = there is none in them. */
const heads = new WeakMap<Buffer, RequestHead | null>();

/** The request at the start of what waits in a TCP stream; undefined, perhaps only for now, if there is none. */
export function sniffRequest(stream: Stream): RequestHead | undefined {
  if (stream.frontend.config.mode !== 'tcp') return undefined;
  const bytes = stream.requestChannel.bytes();
  const known = heads.get(bytes);
  if (known !== undefined) return known ?? undefined;
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  parser.feed(bytes);
  const event = parser.next();
  if (event === 'more') {
    if (!stream.requestChannel.closed) stream.mayChange = true;
    return undefined;
  }
  const head = event === 'head' ? parser.head : undefined;
  heads.set(bytes, head ?? null);
  return head;
}
