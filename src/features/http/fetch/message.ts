/** Which message a fetch reads, and the shape that rows of this slice share. */
import type { CompileSite } from '../../../catalog/site.js';
import type { Fields, RequestHead } from '../../../model/message.js';
import type { Stream } from '../../../model/stream.js';
import { isResponsePoint } from '../../../model/use.js';
import { sniffRequest } from './sniff.js';

/** The request: parsed by the engine, or found at the start of raw bytes of a TCP stream. */
export function requestOf(stream: Stream): RequestHead | undefined {
  return stream.request ?? sniffRequest(stream);
}

/** Header fields of one of the messages. */
export type FieldsOf = (stream: Stream) => Fields | undefined;

export const requestFields: FieldsOf = (stream) => requestOf(stream)?.fields;
export const responseFields: FieldsOf = (stream) => stream.response?.fields;

/** `hdr`, `cookie`, `payload`: those of the message that is processed where they stand. */
export function fieldsAt(site: CompileSite): FieldsOf {
  return isResponsePoint(site.use) ? responseFields : requestFields;
}
