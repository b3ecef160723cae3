/** The beginning of a session, until it is whole: what the other side says before there are messages (peers.txt, "Handshake"). */
import { type Hello, PEER_STATUS, type PeerStatus, parseHello, parseStatus } from '../../net/peers/handshake.js';

/** What was said. */
export interface Greeted {
  /** Of those who connect, if it could be read. */
  readonly hello: Hello | undefined;
  /** Of those who were connected to: their answer; else how the greeting is to be refused, or success. */
  readonly status: number;
  /** Messages that came with it. */
  readonly rest: Buffer;
}

const NOTHING = Buffer.alloc(0);

export class Greeting {
  readonly #awaits: 'hello' | 'status';
  #kept: Buffer | undefined;

  constructor(awaits: 'hello' | 'status') {
    this.#awaits = awaits;
    this.#kept = undefined;
  }

  /** More bytes; undefined as long as it is not whole. */
  push(bytes: Buffer): Greeted | undefined {
    const all = this.#kept === undefined ? bytes : Buffer.concat([this.#kept, bytes]);
    const greeted = this.#awaits === 'hello' ? readHello(all) : readStatus(all);
    // The memory of what came belongs to whoever brought it.
    this.#kept = greeted === undefined ? Buffer.from(all) : undefined;
    return greeted;
  }
}

function refused(status: PeerStatus): Greeted {
  return { hello: undefined, status, rest: NOTHING };
}

function readHello(bytes: Buffer): Greeted | undefined {
  const parsed = parseHello(bytes);
  if (parsed.kind === 'more') return undefined;
  if (parsed.kind === 'refused') return refused(parsed.status);
  return { hello: parsed.hello, status: PEER_STATUS.success, rest: bytes.subarray(parsed.length) };
}

function readStatus(bytes: Buffer): Greeted | undefined {
  const parsed = parseStatus(bytes);
  if (parsed === 'more') return undefined;
  if (parsed === undefined) return refused(PEER_STATUS.protocolError);
  return { hello: undefined, status: parsed.status, rest: bytes.subarray(parsed.length) };
}
