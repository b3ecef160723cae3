/**
 * Byte-wise reading of message heads that arrive in pieces, break a rule or use rare syntax (folded lines, bare LF). It
 * collects the bytes, looks at each of them once and knows where the first wrong one stands. Well-formed heads that arrive
 * at once take the shorter way of fast-head.ts; both give the same result (RFC 9112 2 to 5, leniency of HAProxy).
 */
import { latin1Slice } from '../../base/bytes.js';
import { CHAR_CLASS, TARGET, TOKEN, VERSION } from './char-class.js';
import type { H1FaultCode } from './fault.js';
import type { Framing } from './framing.js';
import type { H1Settings } from './settings.js';

/** What is read: a request head, a response head, or the trailer fields behind the last chunk. */
export type HeadShape = 'request' | 'response' | 'trailers';

const START = 0;
const START_LF = 1;
const METHOD = 2;
const BEFORE_TARGET = 3;
const TARGET_TEXT = 4;
const BEFORE_VERSION = 5;
const VERSION_TEXT = 6;
const LINE_LF = 7;
const STATUS_VERSION = 8;
const BEFORE_STATUS = 9;
const STATUS = 10;
const BEFORE_REASON = 11;
const REASON = 12;
const FIELD_START = 13;
const NAME = 14;
const VALUE = 15;
const VALUE_LF = 16;
const AFTER_VALUE = 17;
const END_LF = 18;
const DONE = 19;

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const EMPTY = Buffer.alloc(0);

/** Collects one head; `begin`, then `push` until it says `done` or `fault`. */
export class HeadMachine {
  readonly #settings: H1Settings;
  readonly #framing: Framing;
  #shape!: HeadShape;
  #bytes!: Buffer;
  #length!: number;
  #at!: number;
  #state!: number;
  #mark!: number;
  #nameEnd: number;
  #valueEnd: number;
  #badName!: boolean;
  #fieldCount!: number;
  method!: string;
  target!: string;
  versionText!: string;
  statusText!: string;
  reason!: string;
  faultCode!: H1FaultCode | '';
  /** Offset of the first byte that only a relaxed parser accepts; -1 = none. */
  violation!: number;
  /** Names and values of trailer fields, when that is the shape. */
  trailerNames: string[];
  trailerValues: string[];

  constructor(settings: H1Settings, framing: Framing) {
    this.#settings = settings;
    this.#framing = framing;
    this.#nameEnd = 0;
    this.#valueEnd = 0;
    this.trailerNames = [];
    this.trailerValues = [];
    this.begin('request');
  }

  /** Starts a new head; the constructor calls it for the first one. */
  begin(shape: HeadShape): void {
    this.#shape = shape;
    this.#bytes = EMPTY;
    this.#length = 0;
    this.#at = 0;
    this.#state = shape === 'trailers' ? FIELD_START : START;
    this.#mark = 0;
    this.#badName = false;
    this.#fieldCount = 0;
    this.method = '';
    this.target = '';
    this.versionText = '';
    this.statusText = '';
    this.reason = '';
    this.faultCode = '';
    this.violation = -1;
    if (shape === 'trailers') {
      this.trailerNames = [];
      this.trailerValues = [];
    }
  }

  /** Whether a head has begun (empty lines before it do not count). */
  get started(): boolean {
    return this.#state > START_LF;
  }

  /** Bytes of the head so far. */
  get size(): number {
    return this.#at;
  }

  /** What was received, for `show errors`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Reads on. Returns how many bytes of the piece belong to the head; -1 when more is needed, -2 when it is wrong. */
  push(piece: Buffer, start: number, end: number): number {
    const before = this.#at;
    this.#append(piece, start, end);
    while (this.#at < this.#length && this.#state !== DONE) {
      this.faultCode = this.#step(this.#bytes[this.#at]!);
      if (this.faultCode !== '') return -2;
      this.#at++;
    }
    if (this.#state === DONE) {
      this.#length = this.#at;
      return this.#at - before;
    }
    if (this.#length < this.#settings.maxHeadBytes) return -1;
    this.faultCode = 'too-large';
    return -2;
  }

  #append(piece: Buffer, start: number, end: number): void {
    const count = Math.min(end - start, this.#settings.maxHeadBytes - this.#length);
    const needed = this.#length + count;
    if (needed > this.#bytes.length) {
      const room = Math.min(Math.max(needed, this.#bytes.length * 2, 512), this.#settings.maxHeadBytes);
      const grown = Buffer.allocUnsafe(room);
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    piece.copy(this.#bytes, this.#length, start, start + count);
    this.#length = needed;
  }

  /** One byte of the flat state machine; long because a state is one case. */
  #step(byte: number): H1FaultCode | '' {
    switch (this.#state) {
      case START:
        if (byte === CR) this.#state = START_LF;
        else if (byte !== LF) return this.#startLine(byte);
        return '';
      case START_LF:
        if (byte !== LF) return 'line-end';
        this.#state = START;
        return '';
      case METHOD:
        if ((CHAR_CLASS[byte]! & TOKEN) !== 0) return '';
        if (byte !== SPACE && byte !== TAB) return 'method';
        this.method = this.#text();
        this.#state = BEFORE_TARGET;
        return '';
      case BEFORE_TARGET:
        if (byte === SPACE || byte === TAB) return '';
        this.#mark = this.#at;
        this.#state = TARGET_TEXT;
        return this.#targetByte(byte);
      case TARGET_TEXT:
        return this.#targetByte(byte);
      case BEFORE_VERSION:
        if (byte === SPACE || byte === TAB) return '';
        this.#mark = this.#at;
        this.#state = VERSION_TEXT;
        return this.#versionByte(byte);
      case VERSION_TEXT:
        return this.#versionByte(byte);
      case LINE_LF:
        if (byte !== LF) return 'line-end';
        this.#state = this.versionText === '' && this.#shape === 'request' ? DONE : FIELD_START;
        return '';
      case STATUS_VERSION:
        if (byte !== SPACE && byte !== TAB) return (CHAR_CLASS[byte]! & VERSION) !== 0 ? '' : 'version';
        this.versionText = this.#text();
        this.#state = BEFORE_STATUS;
        return isVersion(this.versionText, this.#settings.relaxed) ? '' : 'version';
      case BEFORE_STATUS:
        if (byte === SPACE || byte === TAB) return '';
        this.#mark = this.#at;
        this.#state = STATUS;
        return this.#statusByte(byte);
      case STATUS:
        return this.#statusByte(byte);
      case BEFORE_REASON:
        if (byte === SPACE || byte === TAB) return '';
        this.#mark = this.#at;
        this.#state = REASON;
        return this.#reasonByte(byte);
      case REASON:
        return this.#reasonByte(byte);
      case FIELD_START:
        return this.#fieldStart(byte);
      case NAME:
        return this.#nameByte(byte);
      case VALUE:
        return this.#valueByte(byte);
      case VALUE_LF:
        if (byte !== LF) return 'line-end';
        this.#state = AFTER_VALUE;
        return '';
      case AFTER_VALUE:
        return this.#afterValue(byte);
      default:
        if (byte !== LF) return 'line-end';
        this.#state = DONE;
        return '';
    }
  }

  #text(): string {
    return latin1Slice(this.#bytes, this.#mark, this.#at);
  }

  #startLine(byte: number): H1FaultCode | '' {
    this.#mark = this.#at;
    const wanted = this.#shape === 'request' ? TOKEN : VERSION;
    this.#state = this.#shape === 'request' ? METHOD : STATUS_VERSION;
    if ((CHAR_CLASS[byte]! & wanted) !== 0) return '';
    return this.#shape === 'request' ? 'method' : 'version';
  }

  #targetByte(byte: number): H1FaultCode | '' {
    if ((CHAR_CLASS[byte]! & TARGET) !== 0) return '';
    if (byte === SPACE || byte === TAB) {
      this.target = this.#text();
      this.#state = BEFORE_VERSION;
      return '';
    }
    if (byte === CR || byte === LF) return this.#endWithoutVersion(byte);
    return this.#settings.relaxed && (byte > 0x7f || byte === 0x23) ? this.#tolerate() : 'uri';
  }

  /** Accepted on demand, but remembered for `show errors`. */
  #tolerate(): '' {
    if (this.violation < 0) this.violation = this.#at;
    return '';
  }

  /** HTTP/0.9: `GET /` and nothing else; let through only on demand. */
  #endWithoutVersion(byte: number): H1FaultCode | '' {
    if (this.#state === TARGET_TEXT) this.target = this.#text();
    if (!this.#settings.relaxed || this.method !== 'GET') return 'version';
    this.#state = byte === CR ? LINE_LF : DONE;
    return '';
  }

  #versionByte(byte: number): H1FaultCode | '' {
    if (byte === CR || byte === LF) {
      if (this.#mark === this.#at) return this.#endWithoutVersion(byte);
      this.versionText = this.#text();
      this.#state = byte === CR ? LINE_LF : FIELD_START;
      return isVersion(this.versionText, this.#settings.relaxed) ? '' : 'version';
    }
    return (CHAR_CLASS[byte]! & VERSION) !== 0 ? '' : 'version';
  }

  #statusByte(byte: number): H1FaultCode | '' {
    if (byte >= 0x30 && byte <= 0x39) return '';
    this.statusText = this.#text();
    if (!isStatus(this.statusText, this.#settings.relaxed)) return 'status';
    if (byte === CR) this.#state = LINE_LF;
    else if (byte === LF) this.#state = FIELD_START;
    else if (byte === SPACE || byte === TAB) this.#state = BEFORE_REASON;
    else return 'status';
    return '';
  }

  #reasonByte(byte: number): H1FaultCode | '' {
    if (byte !== CR && byte !== LF) return '';
    this.reason = this.#text();
    this.#state = byte === CR ? LINE_LF : FIELD_START;
    return '';
  }

  #fieldStart(byte: number): H1FaultCode | '' {
    if (byte === CR) this.#state = END_LF;
    else if (byte === LF) this.#state = DONE;
    else {
      // The first line counts as one of the `maxHeaders`.
      if (++this.#fieldCount >= this.#settings.maxHeaders) return 'too-many-fields';
      this.#mark = this.#at;
      this.#badName = false;
      this.#state = NAME;
      if (byte === SPACE || byte === TAB) return 'field-name';
      return this.#nameByte(byte);
    }
    return '';
  }

  #nameByte(byte: number): H1FaultCode | '' {
    if ((CHAR_CLASS[byte]! & TOKEN) !== 0) return '';
    if (byte === 0x3a) {
      if (this.#at === this.#mark) return 'field-name';
      this.#nameEnd = this.#at;
      this.#state = VALUE;
      return '';
    }
    if (byte === CR || byte === LF || !this.#settings.relaxed) return 'field-name';
    this.#badName = true;
    return this.#tolerate();
  }

  #valueByte(byte: number): H1FaultCode | '' {
    if (byte > CR || byte === TAB) return '';
    if (byte === CR) this.#state = VALUE_LF;
    else if (byte === LF) this.#state = AFTER_VALUE;
    else if (byte === 0) return this.#settings.relaxed ? this.#tolerate() : 'field-value';
    else return '';
    this.#valueEnd = this.#at;
    return '';
  }

  /** A blank at the start of a line continues the value; its line end becomes blanks (RFC 9112 5.2). */
  #afterValue(byte: number): H1FaultCode | '' {
    if (byte === SPACE || byte === TAB) {
      this.#bytes.fill(SPACE, this.#valueEnd, this.#at);
      this.#state = VALUE;
      return '';
    }
    const fault = this.#endField();
    if (fault !== '') return fault;
    this.#state = FIELD_START;
    return this.#fieldStart(byte);
  }

  #endField(): H1FaultCode | '' {
    // Relaxed: a field whose name is no token is accepted and dropped.
    if (this.#badName) return '';
    const name = latin1Slice(this.#bytes, this.#mark, this.#nameEnd);
    const value = trimmedSlice(this.#bytes, this.#nameEnd + 1, this.#valueEnd);
    if (this.#shape !== 'trailers') return this.#framing.add(name, value);
    this.trailerNames.push(name.toLowerCase());
    this.trailerValues.push(value);
    return trailerFault(this.trailerNames.at(-1)!, value);
  }
}

/** Trailers travel on as they are, but what contradicts the framing is refused. */
function trailerFault(name: string, value: string): H1FaultCode | '' {
  if (name === 'content-length') return /^\d{1,18}$/.test(value) ? '' : 'content-length';
  if (name === 'transfer-encoding') return value.toLowerCase() === 'chunked' ? '' : 'transfer-encoding';
  return '';
}

function trimmedSlice(bytes: Buffer, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
  while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--;
  return latin1Slice(bytes, start, end);
}

/** `HTTP/1.1` and the like; relaxed, any token of upper case letters, digits, `/` and `.` (RTSP/1.0). */
function isVersion(text: string, relaxed: boolean): boolean {
  return text === 'HTTP/1.1' || relaxed || /^HTTP\/\d\.\d$/.test(text);
}

/** Three digits; relaxed, as many as fit in 16 bits. */
function isStatus(text: string, relaxed: boolean): boolean {
  if (text.length === 3) return text.charCodeAt(0) !== 0x30;
  return relaxed && text.length > 3 && text.length < 9 && Number(text) < 65536;
}
