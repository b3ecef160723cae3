/**
 * Finds the payload inside the bytes that follow a head: by length, in chunks (RFC 9112 7.1), until the end of the
 * connection, or a tunnel. Keeps no bytes: payload is reported as ranges of the piece that is being read.
 */
import type { BodyKind } from '../../model/message.js';
import type { H1FaultCode } from './fault.js';

const SIZE_FIRST = 0;
const SIZE = 1;
const SIZE_BLANK = 2;
const EXTENSION = 3;
const SIZE_LF = 4;
const DATA = 5;
const DATA_CR = 6;
const DATA_LF = 7;

/** Value of a hexadecimal digit, 255 for every other byte. */
const HEX = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? 255 : digit;
});
/** HAProxy takes 52 bits of a chunk size: one more digit must not push a bit out. */
const SIZE_LIMIT = 2 ** 48;

/** `data`: payload found; `trailers`: the last chunk was read, fields follow; `end`; `more`: the piece is used up. */
export type BodyStep = 'data' | 'trailers' | 'end' | 'more' | 'fault';

/** Position in the body of one message. */
export class BodyReader {
  #kind: BodyKind;
  #left: number;
  #state: number;
  /** Behind the last byte that was read of the piece given to `read`. */
  at: number;
  dataStart: number;
  dataEnd: number;
  faultCode: H1FaultCode;

  constructor() {
    this.#kind = 'none';
    this.#left = 0;
    this.#state = SIZE_FIRST;
    this.at = 0;
    this.dataStart = 0;
    this.dataEnd = 0;
    this.faultCode = 'chunk-size';
  }

  /** Starts a body. */
  begin(kind: BodyKind, length: number): void {
    this.#kind = kind;
    this.#left = kind === 'length' ? length : 0;
    this.#state = SIZE_FIRST;
  }

  get kind(): BodyKind {
    return this.#kind;
  }

  /** Bytes that are known to be missing: of the body, or of the current chunk. */
  get left(): number {
    return this.#left;
  }

  /** Reads on in `piece` from `start`. */
  read(piece: Buffer, start: number, end: number): BodyStep {
    this.at = start;
    switch (this.#kind) {
      case 'none':
        return 'end';
      case 'length':
        if (this.#left === 0) return 'end';
        return this.#take(start, end);
      case 'chunked':
        return this.#readChunks(piece, end);
      case 'until-close':
      case 'tunnel':
        if (start === end) return 'more';
        this.dataStart = start;
        this.dataEnd = end;
        this.at = end;
        return 'data';
    }
  }

  #take(start: number, end: number): BodyStep {
    if (start === end) return 'more';
    this.dataStart = start;
    this.dataEnd = Math.min(end, start + this.#left);
    this.#left -= this.dataEnd - start;
    this.at = this.dataEnd;
    return 'data';
  }

  #readChunks(piece: Buffer, end: number): BodyStep {
    while (this.at < end) {
      if (this.#state === DATA) {
        if (this.#left > 0) return this.#take(this.at, end);
        this.#state = DATA_CR;
      }
      const byte = piece[this.at]!;
      if (!this.#step(byte)) return 'fault';
      this.at++;
      if (this.#state === DATA && this.#left === 0) return 'trailers';
    }
    return 'more';
  }

  /** One byte outside of the payload; false when it breaks the framing. Bare LF ends no line here. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case SIZE_FIRST:
      case SIZE:
        return this.#sizeByte(byte);
      case SIZE_BLANK:
        if (byte === 0x20 || byte === 0x09) return true;
        return this.#endOfSize(byte);
      case EXTENSION:
        if (byte === 0x0a) return this.#fail('chunk-size');
        if (byte === 0x0d) this.#state = SIZE_LF;
        return true;
      case SIZE_LF:
        if (byte !== 0x0a) return this.#fail('chunk-size');
        this.#state = DATA;
        return true;
      case DATA_CR:
        if (byte !== 0x0d) return this.#fail('chunk-end');
        this.#state = DATA_LF;
        return true;
      default:
        if (byte !== 0x0a) return this.#fail('chunk-end');
        this.#state = SIZE_FIRST;
        return true;
    }
  }

  #sizeByte(byte: number): boolean {
    const digit = HEX[byte]!;
    if (digit === 255) return this.#state === SIZE ? this.#endOfSize(byte) : this.#fail('chunk-size');
    if (this.#left >= SIZE_LIMIT) return this.#fail('chunk-size');
    this.#left = this.#left * 16 + digit;
    this.#state = SIZE;
    return true;
  }

  #endOfSize(byte: number): boolean {
    if (byte === 0x0d) this.#state = SIZE_LF;
    else if (byte === 0x3b) this.#state = EXTENSION;
    else if (byte === 0x20 || byte === 0x09) this.#state = SIZE_BLANK;
    else return this.#fail('chunk-size');
    return true;
  }

  #fail(code: H1FaultCode): boolean {
    this.faultCode = code;
    return false;
  }
}
