/** Bytes of the peers protocol on their way out: one growing buffer, integers of variable length (peers.txt, "Encoding"). */
import { latin1Write } from '../../base/bytes.js';

const FIRST_BYTES = 4096;
const TWO_32 = 0x1_0000_0000;

export class ByteWriter {
  #buffer: Buffer;
  length: number;

  constructor() {
    this.#buffer = Buffer.allocUnsafe(FIRST_BYTES);
    this.length = 0;
  }

  /** Where others may write behind `length`, once they reserved room. */
  get bytes(): Buffer {
    return this.#buffer;
  }

  /** Makes sure that this many more bytes fit. */
  reserve(bytes: number): void {
    if (this.length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.length + bytes));
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }

  byte(value: number): void {
    this.reserve(1);
    this.#buffer[this.length++] = value;
  }

  /** 32 bits in network order. */
  word(value: number): void {
    this.reserve(4);
    const buffer = this.#buffer;
    const at = this.length;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
    this.length = at + 4;
  }

  /** An integer of variable length; negative ones stand for 64 bits of two's complement. */
  integer(value: number): void {
    this.reserve(10);
    if (value >= 0 && value < 0xf0) this.#buffer[this.length++] = value;
    else if (value >= 0 && value < TWO_32) this.#integer32(value);
    else this.#integer64(BigInt.asUintN(64, BigInt(value)));
  }

  #integer32(value: number): void {
    const buffer = this.#buffer;
    let at = this.length;
    buffer[at++] = value | 0xf0;
    let rest = (value - 0xf0) >>> 4;
    while (rest >= 0x80) {
      buffer[at++] = rest | 0x80;
      rest = (rest - 0x80) >>> 7;
    }
    buffer[at++] = rest;
    this.length = at;
  }

  #integer64(value: bigint): void {
    const buffer = this.#buffer;
    buffer[this.length++] = Number(value & 0xffn) | 0xf0;
    let rest = (value - 0xf0n) >> 4n;
    while (rest >= 0x80n) {
      buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest = (rest - 0x80n) >> 7n;
    }
    buffer[this.length++] = Number(rest);
  }

  /** Bytes of a latin1 carrier. */
  text(text: string): void {
    this.reserve(text.length);
    this.length += latin1Write(this.#buffer, text, this.length);
  }

  /** Begins something that its length stands in front of; gives the place for {@link endLength}. */
  beginLength(): number {
    this.reserve(1);
    return this.length++;
  }

  /** Writes the length of what came behind `place`, which is moved where one byte does not hold it. */
  endLength(place: number): void {
    const bytes = this.length - place - 1;
    if (bytes < 0xf0) {
      this.#buffer[place] = bytes;
      return;
    }
    const more = sizeOf(bytes) - 1;
    this.reserve(more);
    this.#buffer.copyWithin(place + 1 + more, place + 1, this.length);
    this.length = place;
    this.#integer32(bytes);
    this.length += bytes;
  }

  /** What was written, in memory of its own; the writer begins anew. */
  take(): Buffer {
    const bytes = Buffer.allocUnsafe(this.length);
    this.#buffer.copy(bytes, 0, 0, this.length);
    this.length = 0;
    return bytes;
  }
}

/** Bytes that an integer of at least 240 takes. */
function sizeOf(value: number): number {
  let size = 2;
  for (let rest = (value - 0xf0) >>> 4; rest >= 0x80; rest = (rest - 0x80) >>> 7) size++;
  return size;
}
