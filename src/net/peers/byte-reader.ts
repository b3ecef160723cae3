/** Bytes of a message of the peers protocol, read from front to end. Reading too far is noted, not thrown. */
import { latin1Slice } from '../../base/bytes.js';

const TWO_64 = 2n ** 64n;
/** Bits of an integer that are added as a number; what goes beyond takes the slow way. */
const EXACT_SHIFT = 45;

export class ByteReader {
  #buffer: Buffer;
  at: number;
  #end: number;
  /** Something did not fit: what was read since then means nothing. */
  broken: boolean;

  constructor() {
    this.#buffer = Buffer.alloc(0);
    this.at = 0;
    this.#end = 0;
    this.broken = false;
  }

  /** Reads from here on. */
  open(buffer: Buffer, start: number, end: number): void {
    this.#buffer = buffer;
    this.at = start;
    this.#end = end;
    this.broken = false;
  }

  get left(): number {
    return this.#end - this.at;
  }

  get buffer(): Buffer {
    return this.#buffer;
  }

  byte(): number {
    if (this.at >= this.#end) {
      this.broken = true;
      return 0;
    }
    return this.#buffer[this.at++]!;
  }

  /** 32 bits in network order. */
  word(): number {
    if (this.at + 4 > this.#end) {
      this.broken = true;
      return 0;
    }
    const buffer = this.#buffer;
    const at = this.at;
    this.at += 4;
    return ((buffer[at]! << 24) | (buffer[at + 1]! << 16) | (buffer[at + 2]! << 8) | buffer[at + 3]!) >>> 0;
  }

  /** An integer of variable length; above 2^63 it is negative. */
  integer(): number {
    const first = this.byte();
    if (first < 0xf0) return first;
    const start = this.at;
    let value = first;
    for (let shift = 4; ; shift += 7) {
      const next = this.byte();
      if (this.broken) return 0;
      if (shift > EXACT_SHIFT) {
        this.at = start;
        return this.#wide(first);
      }
      value += next * 2 ** shift;
      if (next < 0x80) return value;
    }
  }

  #wide(first: number): number {
    let value = BigInt(first);
    for (let shift = 4n; ; shift += 7n) {
      const next = this.byte();
      if (shift > 60n) this.broken = true;
      if (this.broken) return 0;
      value += BigInt(next) << shift;
      if (next < 0x80) break;
    }
    return Number(value >= TWO_64 / 2n ? value - TWO_64 : value);
  }

  /** This many bytes as a latin1 carrier. */
  text(bytes: number): string {
    if (bytes > this.left) {
      this.broken = true;
      return '';
    }
    this.at += bytes;
    return latin1Slice(this.#buffer, this.at - bytes, this.at);
  }

  skip(bytes: number): void {
    if (bytes > this.left) this.broken = true;
    else this.at += bytes;
  }
}
