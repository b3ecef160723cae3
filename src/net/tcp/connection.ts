/**
 * One transport connection (TCP, unix socket, TLS) behind a small record: bytes in and out, back-pressure, two ways to
 * close. Events go to one handler object, so that nothing is allocated per event. Reading follows the rules of the data
 * plane: one read buffer shared by all plain connections, `data` events for the others.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { latin1Write } from '../../base/bytes.js';
import { enterEvent, leaveEvent } from '../../base/clock.js';
import { type OnRead, readInto, redirect } from './accepted-read.js';
import { type DirectWriter, type WriteHandle, writeDirectly, writeError, writeHandle } from './direct-write.js';
import { faultOf, type TcpFault } from './fault.js';
import {
  giveScratch,
  isLeased,
  isShared,
  noteRefused,
  ReadBuffer,
  SCRATCH_BYTES,
  SHARED_BYTES,
  sharedBuffer,
  sharedView,
  takeScratch,
} from './read-buffer.js';

/** Who is told what happens; methods stand on the prototype of the engine's classes. */
export interface ConnectionHandler {
  /** The connection is established (TLS: the handshake is done). Not called for accepted plain connections. */
  onConnect(connection: Connection): void;
  /**
   * Bytes arrived. They are valid during the call only: what is kept must be copied (`hold` of the h1 parsers does). A
   * `write` of them to a connection is safe; when it returns false, reading must be paused before this call returns.
   */
  onData(connection: Connection, bytes: Buffer): void;
  /** The peer will send no more (FIN). */
  onEnd(connection: Connection): void;
  /** Everything written has left this process; called after `write` returned false. */
  onDrain(connection: Connection): void;
  /** Last call: the socket is closed. `fault` is set when it failed. */
  onClose(connection: Connection, fault: TcpFault | undefined, error: Error | undefined): void;
}

/** The connection of a socket, so that listeners are shared functions without closures (a WeakMap costs 30 ns a look). */
const OWNER: unique symbol = Symbol('connection');
type OwnedSocket = Socket & { [OWNER]?: Connection };

/** What Node's `resetAndDestroy` sets before it closes. */
type Resettable = Socket & { resetAndClosing?: boolean };

/** Connection on top of a socket; keep exactly one per socket. */
export class Connection implements DirectWriter {
  readonly socket: Socket;
  handler: ConnectionHandler;
  /** Bytes received and handed to the handler. */
  bytesIn: number;
  /** Bytes handed to `write`. */
  bytesOut: number;
  /** Whether the peer has sent FIN. */
  ended: boolean;
  closed: boolean;
  /** False: closing throws away what was not sent (`option nolinger`). */
  lingers: boolean;
  /** Whether the socket is a TLS socket. */
  readonly secure: boolean;
  #fault: TcpFault | undefined;
  #error: Error | undefined;
  #paused: boolean;
  /** Whether a write was refused, so that a drain must be reported. */
  #waiting: boolean;
  /** Memory of a connection that has sent as much at once as the shared buffer holds. */
  #memory: ReadBuffer | undefined;
  /** What text is written to, past the socket; undefined while and where that cannot be. */
  #handle: WriteHandle | undefined;
  /** Bytes that were written there and wait. */
  #pending: number;

  /**
   * `reading`: what delivers the bytes: `data` events, `onread` with {@link SHARED_READING} (for sockets that connect), or for
   * sockets just accepted the best there is.
   */
  constructor(socket: Socket, handler: ConnectionHandler, reading: 'accepted' | 'events' | 'onread') {
    this.socket = socket;
    this.handler = handler;
    this.bytesIn = 0;
    this.bytesOut = 0;
    this.ended = false;
    this.closed = false;
    this.lingers = true;
    this.secure = 'encrypted' in socket;
    this.#fault = undefined;
    this.#error = undefined;
    this.#paused = false;
    this.#waiting = false;
    this.#memory = undefined;
    this.#handle = writeHandle(socket);
    this.#pending = 0;
    (socket as OwnedSocket)[OWNER] = this;
    const isShared = reading === 'accepted' && !this.secure && readInto(socket, onSocketRead, nextBuffer);
    if (reading === 'onread') socket.on('connect', onSocketConnect);
    else if (!isShared) socket.on('data', onSocketData);
    socket.on('end', onSocketEnd);
    socket.on('drain', onSocketDrain);
    socket.on('error', onSocketError);
    socket.on('close', onSocketClose);
  }

  /**
   * Queues bytes; a string is a latin1 carrier. False: bytes are waiting in this process, `onDrain` follows. A message
   * should be one call (head and small body in one string); for a big body use {@link writePair}.
   */
  write(data: string | Buffer): boolean {
    this.bytesOut += data.length;
    const room = typeof data === 'string' ? this.#writeText(data) : this.#writeBytes(data);
    return this.#afterWrite(room, data);
  }

  #writeText(text: string): boolean {
    const { socket } = this;
    if (this.#handle !== undefined && socket.writableLength === 0) {
      const outcome = writeDirectly(socket, this.#handle, text, this);
      if (outcome === 'sent') return true;
      if (outcome === 'waits') {
        this.#pending += text.length;
        return false;
      }
    }
    return socket.write(text, 'latin1');
  }

  /** For {@link writeDirectly}. */
  onWritten(bytes: number, status: number): void {
    this.#pending -= bytes;
    if (status < 0) this.socket.destroy(writeError(status));
    else if (this.writableLength === 0) this.drained();
  }

  #writeBytes(bytes: Buffer): boolean {
    if (!this.#isBorrowed(bytes)) return this.socket.write(bytes);
    // TLS keeps its input until the records are out.
    if (this.secure) return this.socket.write(Buffer.from(bytes));
    return this.#writeCopy('', bytes);
  }

  /** Leased bytes below the high-water mark count as borrowed: an unfinished write of them would announce no drain. */
  #isBorrowed(bytes: Buffer): boolean {
    return isShared(bytes) || (isLeased(bytes) && bytes.length < this.socket.writableHighWaterMark);
  }

  #writeCopy(head: string, bytes: Buffer): boolean {
    const socket = this.socket;
    // Where bytes wait already these will wait too, and keep their memory.
    const isFree = socket.writableLength === 0;
    const copy = isFree ? takeScratch() : Buffer.allocUnsafe(head.length + bytes.length);
    const start = head === '' ? 0 : latin1Write(copy, head, 0);
    bytes.copy(copy, start, 0, bytes.length);
    const room = socket.write(copy.subarray(0, start + bytes.length));
    if (isFree && socket.writableLength === 0) giveScratch(copy);
    return room;
  }

  /** The stream says false for every big write, also for one that the kernel took at once. */
  #afterWrite(room: boolean, data: string | Buffer): boolean {
    if (room || this.writableLength === 0) return true;
    if (typeof data !== 'string' && isLeased(data)) noteRefused(data);
    this.#waiting = true;
    return false;
  }

  /** Head and body: joined in one buffer up to 64 KB, above that one system call for both. */
  writePair(head: string, body: Buffer): boolean {
    const socket = this.socket;
    this.bytesOut += head.length + body.length;
    if (head.length + body.length <= SCRATCH_BYTES && !this.secure) {
      return this.#afterWrite(this.#writeCopy(head, body), head);
    }
    socket.cork();
    socket.write(head, 'latin1');
    const room = socket.write(this.#isBorrowed(body) ? Buffer.from(body) : body);
    socket.uncork();
    return this.#afterWrite(room, body);
  }

  /** Bytes that wait in this process. */
  get writableLength(): number {
    return this.socket.writableLength + this.#pending;
  }

  /** A write was refused, and `onDrain` has not followed yet. */
  get writableNeedsDrain(): boolean {
    return this.#waiting;
  }

  /** Whether what was written may still be needed where it stands: TLS copies what it has begun with, not what waits behind. */
  get holdsBytes(): boolean {
    const { _writableState: state } = this.socket as unknown as { _writableState?: { bufferedRequestCount?: number } };
    return !this.secure || state?.bufferedRequestCount !== 0;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Stops reading: the peer is slowed down by its full window. */
  pause(): void {
    if (this.#paused || this.closed) return;
    this.#paused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.#paused || this.closed) return;
    this.#paused = false;
    this.socket.resume();
  }

  /** As {@link resume}, for another message: bytes of the last one may still be on their way from the memory it read into. */
  resumeElsewhere(): void {
    if (this.#paused && !this.closed && this.#memory !== undefined && redirect(this.socket, sharedBuffer)) {
      this.#memory.release(false);
      this.#memory = undefined;
    }
    this.resume();
  }

  /** Sends FIN behind what is queued; reading goes on. */
  end(data?: string | Buffer): void {
    if (data !== undefined) this.write(data);
    this.#handle = undefined;
    this.socket.end();
  }

  /** Closes both directions now: with FIN when nothing is unread or unsent. `onClose` follows. */
  destroy(): void {
    if (!this.lingers) this.reset();
    else this.socket.destroy();
  }

  /**
   * Closes with RST: the peer learns that the transfer was cut off. `onClose` follows. Node cannot reset below TLS: there
   * the missing close_notify says the same.
   */
  reset(): void {
    const socket = this.socket as Resettable;
    // `resetAndDestroy` would send a FIN first, which tells the peer that all is well.
    const canReset = !this.secure && !socket.connecting && !socket.destroyed && socket.remoteAddress !== undefined;
    if (canReset) socket.resetAndClosing = true;
    socket.destroy();
  }

  /** Closes at once when all was sent, else when it is: for the end of an answered request. */
  close(): void {
    if (this.writableLength === 0 || !this.lingers) this.destroy();
    else {
      this.#handle = undefined;
      this.socket.end(() => this.socket.destroy());
    }
  }

  /** It is connected; for the listeners below. */
  connected(): void {
    this.#handle = writeHandle(this.socket);
    this.handler.onConnect(this);
  }

  /** Delivers received bytes; called by the read loops. Returns whether to go on reading. */
  readInto(bytes: Buffer): boolean {
    this.bytesIn += bytes.length;
    enterEvent();
    try {
      this.handler.onData(this, bytes);
    } finally {
      leaveEvent();
    }
    return !this.#paused;
  }

  /** A socket was read into shared memory; for the function below. Returns where its next bytes go, see {@link paused}. */
  received(sizeBytes: number): Buffer {
    const memory = this.#memory;
    const goOn = this.readInto(memory === undefined ? sharedView(sizeBytes) : memory.view(sizeBytes));
    if (memory === undefined && sizeBytes < SHARED_BYTES) return sharedBuffer;
    this.#memory ??= new ReadBuffer();
    this.#memory.settle(sizeBytes, goOn);
    return this.#memory.next();
  }

  /** The socket has room again; for the listeners below. */
  drained(): void {
    if (!this.#waiting || this.#pending > 0) return;
    this.#waiting = false;
    this.handler.onDrain(this);
  }

  /** The socket reports an error; for the listeners below. */
  failed(error: Error): void {
    this.#error = error;
    this.#fault = faultOf(error);
  }

  /** As {@link failed}. */
  finished(): void {
    if (this.closed) return;
    this.closed = true;
    this.#handle = undefined;
    this.#memory?.release(!this.#paused);
    this.#memory = undefined;
    this.handler.onClose(this, this.#fault, this.#error);
  }
}

/** Where the socket that was just read goes on; Node asks for it at once, without saying for whom. */
let upcoming: Buffer = sharedBuffer;

function nextBuffer(): Buffer {
  const buffer = upcoming;
  upcoming = sharedBuffer;
  return buffer;
}

function onSocketRead(this: Socket, sizeBytes: number): boolean {
  const connection = (this as OwnedSocket)[OWNER]!;
  upcoming = connection.received(sizeBytes);
  return !connection.paused;
}

/** Node's `onread` option for sockets that connect; it is missing from the types. */
export const SHARED_READING: { readonly buffer: () => Buffer; readonly callback: OnRead } = {
  buffer: nextBuffer,
  callback: onSocketRead,
};

function onSocketConnect(this: OwnedSocket): void {
  this[OWNER]!.connected();
}

function onSocketData(this: OwnedSocket, bytes: Buffer): void {
  this[OWNER]!.readInto(bytes);
}

function onSocketEnd(this: OwnedSocket): void {
  const connection = this[OWNER]!;
  connection.ended = true;
  connection.handler.onEnd(connection);
}

function onSocketDrain(this: OwnedSocket): void {
  this[OWNER]!.drained();
}

function onSocketError(this: OwnedSocket, error: Error): void {
  this[OWNER]!.failed(error);
}

function onSocketClose(this: OwnedSocket): void {
  this[OWNER]!.finished();
}

/** Whether the socket speaks TLS, and then the TLS view of it. */
export function tlsOf(connection: Connection): TLSSocket | undefined {
  return connection.secure ? (connection.socket as TLSSocket) : undefined;
}
