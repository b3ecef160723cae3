/** Bytes of one direction that were received and may not be forwarded yet. */
import type { ChannelView } from '../../model/stream.js';

const EMPTY = Buffer.alloc(0);

/** Holds copies: the pieces it is given stand in a shared read buffer. */
export class Channel implements ChannelView {
  #pieces: Buffer[];
  /** Bytes that are held. */
  size: number;
  closed: boolean;
  /** A buffer's worth is held: no more is read until some of it went on. */
  full: boolean;
  total: number;
  /** While the rules of a head run: what came of the body with it and is not held yet. */
  ahead: (() => Buffer) | undefined;

  constructor() {
    this.#pieces = [];
    this.size = 0;
    this.closed = false;
    this.full = false;
    this.total = 0;
    this.ahead = undefined;
  }

  /** All that is held, in one piece. */
  bytes(): Buffer {
    if (this.size === 0 && this.ahead !== undefined) return this.ahead();
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces, this.size)];
    return this.#pieces[0] ?? EMPTY;
  }

  hold(piece: Buffer, start: number, end: number): void {
    if (start === end) return;
    this.#pieces.push(Buffer.from(piece.subarray(start, end)));
    this.size += end - start;
  }

  /** Forgets what is held; it was forwarded, or nobody wants it. */
  drop(): void {
    this.full = false;
    if (this.size === 0) return;
    this.#pieces = [];
    this.size = 0;
  }

  /** Ready for the next message. */
  reset(): void {
    this.drop();
    this.closed = false;
    this.total = 0;
  }
}
