/** Messages of the peers protocol: classes, types, and how they are cut out of the stream (peers.txt, "Messages"). */
import type { ByteReader } from './byte-reader.js';

export const MESSAGE_CLASS = { control: 0, error: 1, table: 10 } as const;

export const CONTROL = {
  resyncRequest: 0,
  resyncFinished: 1,
  resyncPartial: 2,
  resyncConfirm: 3,
  heartbeat: 4,
} as const;

export const PEER_ERROR = { protocol: 0, sizeLimit: 1 } as const;

/** Types of table messages. The manual names 133 for acknowledgements; what is spoken is 132. */
export const TABLE_MESSAGE = {
  update: 0x80,
  incrementalUpdate: 0x81,
  definition: 0x82,
  tableSwitch: 0x83,
  acknowledgement: 0x84,
  timedUpdate: 0x85,
  incrementalTimedUpdate: 0x86,
} as const;

/** The largest message that is waited for: HAProxy's own limit is its buffer. */
const MESSAGE_MAX_BYTES = 16_384;

/** Who gets the messages; both return false to end the session. */
export interface MessageHandler {
  onControl(messageClass: number, type: number): boolean;
  /** The reader stands on the body and ends with it. */
  onTableMessage(type: number, body: ByteReader): boolean;
}

export type Framing = 'more' | 'stopped' | 'too long';

/** Cuts a stream into messages. What is not whole is kept until the rest comes. */
export class MessageFramer {
  readonly #reader: ByteReader;
  #rest: Buffer | undefined;

  constructor(reader: ByteReader) {
    this.#reader = reader;
    this.#rest = undefined;
  }

  /** Hands out all whole messages. The bytes are valid during the call only. */
  push(bytes: Buffer, handler: MessageHandler): Framing {
    const all = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = undefined;
    let at = 0;
    while (all.length - at >= 2) {
      const messageClass = all[at]!;
      const type = all[at + 1]!;
      if (type < 0x80) {
        at += 2;
        if (!handler.onControl(messageClass, type)) return 'stopped';
        continue;
      }
      const reader = this.#reader;
      reader.open(all, at + 2, all.length);
      const length = reader.integer();
      if (reader.broken) break;
      if (length < 0 || length > MESSAGE_MAX_BYTES) return 'too long';
      const end = reader.at + length;
      if (end > all.length) break;
      reader.open(all, reader.at, end);
      at = end;
      // Classes of later versions are passed over.
      if (messageClass === MESSAGE_CLASS.table && !handler.onTableMessage(type, reader)) return 'stopped';
    }
    if (at < all.length) this.#rest = Buffer.from(all.subarray(at));
    return 'more';
  }
}
