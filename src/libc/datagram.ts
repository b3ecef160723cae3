/**
 * Connected datagram sockets for log lines: /dev/log, which Node cannot reach, and UDP with many lines per system call.
 * Sending never blocks: a full queue is a line that was not sent, and the caller counts it.
 */
import type { Native } from './native.js';
import { lastFailure, native } from './native.js';
import type { Outcome } from './outcome.js';
import { failureOfErrno, notHere, success } from './outcome.js';
import { closeDescriptor, connectDatagram } from './socket.js';
import { encodeInetAddress, encodeUnixAddress } from './socket-address.js';
import { setSocketOption } from './socket-option.js';

const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
const EINVAL = 22;
const ENAMETOOLONG = 36;

/** Lines per sendmmsg. */
const BATCH = 64;
const ARENA_BYTES = 256 * 1024;
/** sizeof(struct mmsghdr) and sizeof(struct iovec) on 64 bits. */
const HEADER_BYTES = 64;
const VECTOR_BYTES = 16;

/** Opens a datagram socket towards a unix path (latin1 carrier; a leading NUL makes it abstract). */
export function openUnixDatagram(path: string, sendBufferBytes?: number): Outcome<DatagramSocket> {
  const address = encodeUnixAddress(path);
  if (!address) return failureOfErrno(ENAMETOOLONG);
  return wrap(connectDatagram(address), sendBufferBytes);
}

/** Opens a UDP socket towards a numeric address. */
export function openUdpDatagram(address: string, port: number, sendBufferBytes?: number): Outcome<DatagramSocket> {
  const encoded = encodeInetAddress(address, port);
  if (!encoded) return failureOfErrno(EINVAL);
  return wrap(connectDatagram(encoded), sendBufferBytes);
}

/** Memory that headers and vectors point into; one for all sockets of a thread, since sending is synchronous. */
interface Arena {
  readonly text: Buffer;
  readonly headers: Buffer;
  readonly vectors: Buffer;
}

let arena: Arena | undefined;

function wrap(fd: Outcome<number>, sendBufferBytes: number | undefined): Outcome<DatagramSocket> {
  const libc = native();
  if (!fd.ok) return fd;
  if (!libc.ok) return libc;
  if (sendBufferBytes !== undefined) setSocketOption(fd.value, 'send-buffer', sendBufferBytes);
  arena ??= makeArena(libc.value);
  return success(new DatagramSocket(libc.value, fd.value, arena));
}

/** A connected datagram socket. After `close` every line fails. */
export class DatagramSocket {
  readonly #libc: Native;
  readonly #arena: Arena;
  #fd: number;

  constructor(libc: Native, fd: number, memory: Arena) {
    this.#libc = libc;
    this.#arena = memory;
    this.#fd = fd;
  }

  /** Descriptor, or -1 once closed. */
  get fd(): number {
    return this.#fd;
  }

  /** Sends one line (latin1 carrier) as one datagram; the value is the number of bytes. EAGAIN: the queue is full. */
  send(line: string): Outcome<number> {
    if (this.#fd < 0) return notHere('the socket is closed');
    const { text } = this.#arena;
    const length = text.write(line, 0, 'latin1');
    const sent = this.#libc.send(this.#fd, text, length, FLAGS);
    return sent < 0 ? lastFailure(this.#libc) : success(sent);
  }

  /**
   * Sends `lines[from]` up to `lines[to - 1]`, one datagram each, with few system calls. The value is how many of them
   * left; if that is fewer than asked for, the queue is full. A failure means that the first line did not leave.
   */
  sendBatch(lines: readonly string[], from = 0, to = lines.length): Outcome<number> {
    if (this.#fd < 0) return notHere('the socket is closed');
    let at = from;
    while (at < to) {
      const count = this.#fill(lines, at, to);
      const sent = this.#libc.sendmmsg(this.#fd, this.#arena.headers, count, FLAGS);
      if (sent < 0) return at === from ? lastFailure(this.#libc) : success(at - from);
      at += sent;
      if (sent < count) break;
    }
    return success(at - from);
  }

  close(): void {
    if (this.#fd < 0) return;
    closeDescriptor(this.#fd);
    this.#fd = -1;
  }

  /** Writes lines and their vectors until the batch or the memory is full; says how many. */
  #fill(lines: readonly string[], from: number, to: number): number {
    const { text, vectors } = this.#arena;
    const most = Math.min(BATCH, to - from);
    const base = this.#libc.address(text);
    let used = 0;
    let count = 0;
    for (; count < most; count++) {
      const line = lines[from + count] ?? '';
      if (used + line.length > ARENA_BYTES && count > 0) break;
      const length = text.write(line, used, 'latin1');
      vectors.writeBigUInt64LE(base + BigInt(used), count * VECTOR_BYTES);
      vectors.writeUInt32LE(length, count * VECTOR_BYTES + 8);
      used += length;
    }
    return count;
  }
}

/** Headers point to their vectors once and for all; struct msghdr: name, namelen, iov, iovlen, control, ... */
function makeArena(libc: Native): Arena {
  const text = Buffer.allocUnsafeSlow(ARENA_BYTES);
  const headers = Buffer.allocUnsafeSlow(BATCH * HEADER_BYTES).fill(0);
  const vectors = Buffer.allocUnsafeSlow(BATCH * VECTOR_BYTES).fill(0);
  const base = libc.address(vectors);
  for (let index = 0; index < BATCH; index++) {
    headers.writeBigUInt64LE(base + BigInt(index * VECTOR_BYTES), index * HEADER_BYTES + 16);
    headers.writeUInt32LE(1, index * HEADER_BYTES + 24);
  }
  return { text, headers, vectors };
}
