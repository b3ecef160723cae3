/**
 * Sizes of messages as HAProxy's counters see them (`%B`, `%U`, `bytes_in`): not bytes of the wire but those of its own
 * representation - 20 bytes and its words per first line, name and value per field, one byte for the end of the fields
 * (recorded: a 95 byte response counts 98).
 */
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';

const FIRST_LINE = 20;
const VERSION = 8;
/** End of the fields, and of the trailers, takes one byte. */
const END_MARK_SIZE = 1;

/** Names and values together. */
function fieldsSize({ names, values }: Fields): number {
  let size = 0;
  for (let at = 0; at < names.length; at++) size += names[at]!.length + values[at]!.length;
  return size;
}

export function requestSize(head: RequestHead): number {
  return FIRST_LINE + VERSION + head.method.length + head.uri.length + fieldsSize(head.fields) + END_MARK_SIZE;
}

export function responseSize(head: ResponseHead): number {
  return FIRST_LINE + VERSION + 3 + head.reason.length + fieldsSize(head.fields) + END_MARK_SIZE;
}
