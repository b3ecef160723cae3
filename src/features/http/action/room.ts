/**
 * Room for rewrites (manual 3.2 `tune.maxrewrite`, 4.4 `strict-mode`): the head of a message must fit into a buffer after each
 * of them. Sizes are those that haproxy 2.6 was seen to count: names and values, 8 bytes per field and for each end, 24 for
 * the buffer itself. The payload takes no room here, as it is not kept together with the head.
 */
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Fields, RequestHead, ResponseHead } from '../../../model/message.js';
import type { Ruleset } from '../../../model/ruleset.js';
import type { Stream } from '../../../model/stream.js';
import { Verdict } from '../../../model/verdict.js';

const BUFFER_BYTES = 16_384;
const RESERVE_BYTES = 1024;
const PER_FIELD = 8;
/** Buffer, block and struct of the first line with its version, block and byte of the end of the fields, one byte to spare. */
const OVERHEAD = 24 + PER_FIELD + 20 + 8 + PER_FIELD + 1 + 1;

/** Changes a head if it fits then. */
export class HeadRoom {
  readonly #limitBytes: number;
  readonly #reserveBytes: number;
  readonly #isRequest: boolean;

  constructor(limitBytes: number, reserveBytes: number, ruleset: Ruleset | undefined) {
    this.#limitBytes = limitBytes;
    this.#reserveBytes = reserveBytes;
    this.#isRequest = ruleset === 'http-request';
  }

  /** Whether the head may grow by so many bytes, the names and values of `fields` new fields included. */
  admits(stream: Stream, bytes: number, fields: number): boolean {
    const head = this.#isRequest ? stream.request : stream.response;
    if (head === undefined) return true;
    const growth = bytes + fields * PER_FIELD;
    if (growth <= 0) return true;
    // What was received fits with the reserve free: only who has used that up has to be measured.
    const grown = head.fields.grown + growth;
    if (grown > this.#reserveBytes && sizeOf(head) + growth > this.#limitBytes) return false;
    head.fields.grown = grown;
    return true;
  }

  /** A rewrite that was not made: an error, or nothing where `strict-mode` is off. */
  fail(stream: Stream): Verdict {
    stream.frontend.frontend.rewriteErrors++;
    if (!this.#isRequest || stream.backend !== stream.frontend) stream.backend.backend.rewriteErrors++;
    if (!this.#isRequest && stream.server !== undefined) stream.server.counters.rewriteErrors++;
    if (stream.strictRewrite === false) return Verdict.Continue;
    if (stream.endCause === '-') stream.endCause = 'P';
    return Verdict.Error;
  }
}

/** The room of messages in the rules of a ruleset. */
export function headRoom({ live, ruleset }: ActionSite): HeadRoom {
  const number = (name: string, otherwise: number): number => {
    const value = live.tune?.get(name);
    return typeof value === 'number' ? value : otherwise;
  };
  const limitBytes = number('tune.bufsize', BUFFER_BYTES);
  return new HeadRoom(limitBytes, Math.min(number('tune.maxrewrite', RESERVE_BYTES), limitBytes / 2), ruleset);
}

function sizeOf(head: RequestHead | ResponseHead): number {
  const first = 'uri' in head ? head.method.length + head.uri.length : 3 + head.reason.length;
  return OVERHEAD + first + fieldsSize(head.fields);
}

function fieldsSize({ names, values }: Fields): number {
  let size = names.length * PER_FIELD;
  for (let at = 0; at < names.length; at++) size += names[at]!.length + values[at]!.length;
  return size;
}
