/**
 * Incremental reading of HTTP/1 messages. A parser is fed with buffers and asked for events; it owns no socket, throws
 * nothing and keeps no reference to a buffer that was read to its end, so that callers can use one read buffer for all.
 *
 *     parser.feed(piece)
 *     for (;;) switch (parser.next()) { case 'head': ... case 'data': ... case 'end': ... case 'more': return ... }
 */
import { latin1Slice } from '../../base/bytes.js';
import { Fields, type RequestHead, type ResponseHead } from '../../model/message.js';
import { BodyReader } from './body.js';
import { faultStatus, type H1Fault, type H1FaultCode } from './fault.js';
import { Framing } from './framing.js';
import { HeadMachine, type HeadShape } from './head-machine.js';
import type { H1Settings } from './settings.js';

/**
 * `head`: `parser.head` is complete; `data`: payload, see `dataBuffer`; `end`: the message is complete, `trailers` are
 * set; `more`: everything was read; `fault`: `parser.fault` says why nothing more can be read.
 */
export type H1Event = 'head' | 'data' | 'end' | 'more' | 'fault';

type Phase = 'head' | 'body' | 'trailers' | 'ended' | 'broken';

const EMPTY = Buffer.alloc(0);
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
/** Below this size a piece is decoded as a whole; above it the end of the head is looked for first. */
const SMALL_PIECE = 2048;

/** What both directions share. */
export abstract class H1Parser<Head extends RequestHead | ResponseHead> {
  protected readonly settings: H1Settings;
  protected readonly framing: Framing;
  protected readonly machine: HeadMachine;
  readonly #body: BodyReader;
  readonly #shape: HeadShape;
  #piece: Buffer;
  #at: number;
  #end: number;
  #phase: Phase;
  #fault: H1Fault | undefined;
  /** What the last head would have been refused for, if the parser were not relaxed. */
  violation: H1Fault | undefined;
  /** The head that the last `head` event announced. */
  head: Head | undefined;
  /** Fields behind the last chunk; set at `end` when there were any. */
  trailers: Fields | undefined;

  protected constructor(settings: H1Settings, shape: 'request' | 'response') {
    this.settings = settings;
    this.framing = new Framing(shape === 'response', settings.relaxed);
    this.machine = new HeadMachine(settings, this.framing);
    this.#body = new BodyReader();
    this.#shape = shape;
    this.#piece = EMPTY;
    this.#at = 0;
    this.#end = 0;
    this.#phase = 'head';
    this.#fault = undefined;
    this.violation = undefined;
    this.head = undefined;
    this.trailers = undefined;
    this.machine.begin(shape);
  }

  /** Reads a head at the start of `text` without the machine; length of the head, or 0. Sets `head`. */
  protected abstract readFast(text: string): number;
  /** Makes `head` from what the machine collected. Returns what is wrong with it, or ''. */
  protected abstract takeHead(): H1FaultCode | '';
  /** Whether another head follows the one just read instead of a body (1xx). */
  protected abstract isInterim(head: Head): boolean;
  /** Whether a head may follow by itself once a message ended. */
  protected abstract restarts(): boolean;

  /** Hands over the next bytes. What was not read of the piece before is kept in front of them. */
  feed(piece: Buffer): void {
    if (this.#at < this.#end) {
      const rest = this.#piece.subarray(this.#at, this.#end);
      this.#piece = Buffer.concat([rest, piece]);
    } else this.#piece = piece;
    this.#at = 0;
    this.#end = this.#piece.length;
  }

  /** Copies what is unread, so that the piece given to `feed` may be overwritten. */
  hold(): void {
    if (this.#at < this.#end) this.#piece = Buffer.from(this.#piece.subarray(this.#at, this.#end));
    else this.#piece = EMPTY;
    this.#end -= this.#at;
    this.#at = 0;
  }

  /** Number of bytes fed and not read yet. */
  get unread(): number {
    return this.#end - this.#at;
  }

  /** Why the last event was `fault`. */
  get fault(): H1Fault | undefined {
    return this.#fault;
  }

  /** Whether bytes of an unfinished message were read. */
  get busy(): boolean {
    return this.#phase === 'head' ? this.machine.started : this.#phase !== 'ended';
  }

  /** Whether the last message was read to its end, and nothing behind it. */
  get resting(): boolean {
    return this.#phase === 'ended' && this.#at === this.#end;
  }

  /** Payload of the `data` event: a view on the piece that was fed. */
  dataBuffer(): Buffer {
    return this.#piece.subarray(this.#body.dataStart, this.#body.dataEnd);
  }

  /** Payload of the `data` event as a latin1 carrier. */
  dataText(): string {
    return latin1Slice(this.#piece, this.#body.dataStart, this.#body.dataEnd);
  }

  /** Right behind a `head`: what came of its body with it. Nothing is taken away: it is reported by the next events. */
  peekBody(): Buffer {
    const { head } = this;
    if (head === undefined) return EMPTY;
    const body = new BodyReader();
    body.begin(head.bodyKind, head.contentLength);
    const found: Buffer[] = [];
    for (let at = this.#at; body.read(this.#piece, at, this.#end) === 'data'; at = body.at) {
      found.push(this.#piece.subarray(body.dataStart, body.dataEnd));
    }
    return Buffer.concat(found);
  }

  /** From now on all bytes are payload until the connection ends: an upgrade or a CONNECT was accepted. */
  startTunnel(): void {
    this.#body.begin('tunnel', 0);
    this.#phase = 'body';
  }

  /** Reads up to the next event. */
  next(): H1Event {
    switch (this.#phase) {
      case 'head':
        return this.#readHead();
      case 'body':
        return this.#readBody();
      case 'trailers':
        return this.#readTrailers();
      case 'ended':
        if (!this.restarts()) return 'more';
        this.restart();
        return this.#readHead();
      case 'broken':
        return 'fault';
    }
  }

  /** The peer will send no more. `end`: this ends the message; `idle`: between messages; `fault`: cut off. */
  finish(): 'end' | 'idle' | 'fault' {
    if (this.#phase === 'broken') return 'fault';
    if (this.#phase === 'body' && (this.#body.kind === 'until-close' || this.#body.kind === 'tunnel')) {
      this.#phase = 'ended';
      return 'end';
    }
    if (!this.busy) return 'idle';
    if (this.#phase === 'body' && this.#body.kind === 'none') return 'idle';
    this.#refuse('truncated', this.machine.size, this.machine.bytes);
    return 'fault';
  }

  /** Makes ready for a new message; unread bytes stay. */
  protected restart(): void {
    this.#phase = 'head';
    this.head = undefined;
    this.trailers = undefined;
    this.machine.begin(this.#shape);
  }

  #readHead(): H1Event {
    if (this.#at === this.#end) return 'more';
    this.violation = undefined;
    if (!this.machine.started) {
      const size = this.readFast(this.#decodeHead());
      if (size > 0) {
        this.head!.headSize = size;
        if (exceedsBuffer(this.head!, this.settings.maxHeadBytes)) {
          return this.#refuse('too-large', size, Buffer.from(this.#piece.subarray(this.#at, this.#at + size)));
        }
        this.#at += size;
        return this.#announceHead();
      }
      this.framing.reset();
    }
    const taken = this.machine.push(this.#piece, this.#at, this.#end);
    if (taken === -2) return this.#refuse(this.machine.faultCode as H1FaultCode, this.machine.size, this.machine.bytes);
    if (taken === -1) return this.#drained();
    this.#at += taken;
    const fault = this.takeHead();
    if (fault !== '') return this.#refuse(fault, 0, this.machine.bytes);
    this.head!.headSize = this.machine.size;
    this.violation = this.#violation();
    if (exceedsBuffer(this.head!, this.settings.maxHeadBytes)) {
      return this.#refuse('too-large', this.machine.size, this.machine.bytes);
    }
    return this.#announceHead();
  }

  #violation(): H1Fault | undefined {
    const { violation, bytes } = this.machine;
    if (violation < 0) return undefined;
    return { code: 'field-name', status: 400, offset: violation, bytes: Buffer.from(bytes) };
  }

  /** Text of what may be a head: all of a small piece, or up to the first empty line. */
  #decodeHead(): string {
    let end = this.#end;
    if (end - this.#at > SMALL_PIECE) {
      const headEnd = this.#piece.indexOf(HEAD_END, this.#at);
      if (headEnd < 0) return '';
      end = headEnd + 4;
    }
    return end - this.#at > this.settings.maxHeadBytes ? '' : latin1Slice(this.#piece, this.#at, end);
  }

  #announceHead(): H1Event {
    const head = this.head!;
    if (this.isInterim(head)) this.machine.begin(this.#shape);
    else {
      this.#body.begin(head.bodyKind, head.contentLength);
      this.#phase = 'body';
    }
    return 'head';
  }

  #readBody(): H1Event {
    const step = this.#body.read(this.#piece, this.#at, this.#end);
    if (step === 'fault') {
      return this.#refuse(this.#body.faultCode, this.#body.at, Buffer.from(this.#piece.subarray(0, this.#end)));
    }
    this.#at = this.#body.at;
    if (step === 'data') return 'data';
    if (step === 'end') return this.#endMessage();
    if (step === 'more') return this.#drained();
    this.#phase = 'trailers';
    this.machine.begin('trailers');
    return this.#readTrailers();
  }

  #readTrailers(): H1Event {
    const taken = this.machine.push(this.#piece, this.#at, this.#end);
    if (taken === -2) return this.#refuse(this.machine.faultCode as H1FaultCode, this.machine.size, this.machine.bytes);
    if (taken === -1) return this.#drained();
    this.#at += taken;
    if (this.machine.trailerNames.length > 0) {
      this.trailers = new Fields(this.machine.trailerNames, this.machine.trailerValues);
    }
    return this.#endMessage();
  }

  /** An idle connection must not keep the memory of what it read last. */
  #endMessage(): 'end' {
    this.#phase = 'ended';
    if (this.#at === this.#end) this.#drained();
    return 'end';
  }

  #drained(): 'more' {
    this.#piece = EMPTY;
    this.#at = 0;
    this.#end = 0;
    return 'more';
  }

  #refuse(code: H1FaultCode, offset: number, bytes: Buffer): 'fault' {
    this.#fault = { code, status: faultStatus(code), offset, bytes };
    this.#phase = 'broken';
    return 'fault';
  }
}

/** Bookkeeping of HAProxy's buffers: the buffer itself, the first line, the end of the head, each field. */
const BUFFER_COST = 48;
const LINE_COST = 8 + 20;
const END_COST = 9;
const FIELD_COST = 8;

/**
 * Whether a head does not fit in the buffer of HAProxy, which stores it parsed: many small fields cost more than their
 * bytes on the wire (measured: 15273 bytes with two fields, 15073 with 52). Heads near the limit are counted exactly.
 */
function exceedsBuffer(head: RequestHead | ResponseHead, maxHeadBytes: number): boolean {
  const limit = maxHeadBytes - BUFFER_COST;
  const { names, values } = head.fields;
  if (head.headSize + names.length * FIELD_COST + LINE_COST + END_COST <= limit) return false;
  // Version token (8) with method and target, or with status (3) and reason.
  let size = LINE_COST + END_COST + 8;
  size += 'uri' in head ? head.method.length + head.uri.length : 3 + head.reason.length;
  for (let at = 0; at < names.length; at++) size += names[at]!.length + values[at]!.length + FIELD_COST;
  return size > limit;
}
