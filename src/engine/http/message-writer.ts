/**
 * Puts one HTTP/1 message after the other on a connection. What becomes known in one turn - head, small body, end - is
 * collected as text and leaves in one write; big pieces go out beside the text without being copied.
 */
import { latin1Slice } from '../../base/bytes.js';
import type { Fields } from '../../model/message.js';
import { type CaseAdjust, CHUNK_END, renderChunkHead, renderLastChunk } from '../../net/h1/index.js';
import type { Connection } from '../../net/tcp/connection.js';

/** Bodies up to this size are joined with their head. */
const SMALL_BYTES = 4096;

export class MessageWriter {
  #connection: Connection;
  readonly #adjust: CaseAdjust | undefined;
  #text: string;
  #start: number;
  /** The body goes out in chunks. */
  chunked: boolean;
  /** Too much waits in this process: the other side has to stop until `onDrain`. */
  full: boolean;

  constructor(connection: Connection, adjust: CaseAdjust | undefined) {
    this.#connection = connection;
    this.#adjust = adjust;
    this.#text = '';
    this.#start = 0;
    this.chunked = false;
    this.full = false;
  }

  /** Writes to another connection from now on. */
  attach(connection: Connection): void {
    this.#connection = connection;
    this.reset();
    this.full = false;
  }

  /** Queues text that needs no framing: a head, an interim response. */
  text(text: string): void {
    this.#text += text;
  }

  /** Queues payload. */
  data(bytes: Buffer): void {
    const size = bytes.length;
    if (size === 0) return;
    if (this.chunked) this.#text += renderChunkHead(size);
    if (size <= SMALL_BYTES) this.#text += latin1Slice(bytes, 0, size);
    else this.#big(bytes);
    if (this.chunked) this.#text += CHUNK_END;
  }

  #big(bytes: Buffer): void {
    const text = this.#text;
    this.#text = '';
    const room = text === '' ? this.#connection.write(bytes) : this.#connection.writePair(text, bytes);
    if (!room) this.full = true;
  }

  /** Ends the body. */
  end(trailers: Fields | undefined): void {
    if (this.chunked) this.#text += renderLastChunk(trailers, this.#adjust);
  }

  /** Sends what is queued. */
  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    if (!this.#connection.closed && !this.#connection.write(text)) this.full = true;
  }

  /** Bytes of the current message that were handed to the connection. */
  get sent(): number {
    return this.#connection.bytesOut - this.#start;
  }

  /** A new message begins. */
  begin(): void {
    this.#start = this.#connection.bytesOut;
  }

  /** Forgets what is queued and not sent. */
  reset(): void {
    this.#text = '';
    this.chunked = false;
  }
}
