/**
 * Memory that sockets read into. All connections share one buffer of 64 KB: an idle connection owns none. One that fills
 * it is a bulk transfer and leases 1 MB for itself, so that a system call moves more and nothing has to be copied.
 *
 * The invariant: bytes in the shared buffer are valid during `onData` only, because any other connection may be read
 * next; a write of them is a copy. Bytes in a leased buffer are valid until their connection is read again: a write that
 * did not finish must pause the reading.
 */

/** Size of the shared buffer. */
export const SHARED_BYTES = 64 * 1024;
const LEASE_BYTES = 1024 * 1024;
/** Room for shared bytes and a head before them. */
export const SCRATCH_BYTES: number = SHARED_BYTES + 16 * 1024;
/** Leases in use at a time; the next connections stay with the shared buffer. */
const LEASES_MAX = 64;
/** Leases that are kept for the next bulk transfer. */
const SPARE_MAX = 8;

/** What all connections read into that move little. */
export const sharedBuffer: Buffer = Buffer.allocUnsafeSlow(SHARED_BYTES);
const shared = sharedBuffer;
const sharedMemory = shared.buffer;
/** Views of its first bytes, for what is small: making one costs a third of a microsecond. */
const views: readonly Buffer[] = Array.from({ length: 2049 }, (_, size) => shared.subarray(0, size));
const spare: Buffer[] = [];
let leased = 0;
let scratch: Buffer | undefined;
/** Memory of the last write that did not finish. */
let refused: ArrayBufferLike | undefined;

/** The first bytes of the shared buffer. */
export function sharedView(sizeBytes: number): Buffer {
  return views[sizeBytes] ?? shared.subarray(0, sizeBytes);
}

/** Whether these bytes stand in the buffer that all connections share. */
export function isShared(bytes: Buffer): boolean {
  return bytes.buffer === sharedMemory;
}

/** Whether these bytes stand in a leased buffer: nothing else in the process allocates this size. */
export function isLeased(bytes: Buffer): boolean {
  return bytes.buffer.byteLength === LEASE_BYTES;
}

/** A write of these bytes did not finish: they are needed until it has. */
export function noteRefused(bytes: Buffer): void {
  refused = bytes.buffer;
}

/** Memory of `SCRATCH_BYTES` to put a message together; give it back with `giveScratch`, or forget it while it is in use. */
export function takeScratch(): Buffer {
  const target = scratch ?? Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  scratch = undefined;
  return target;
}

/** Returns memory from `takeScratch` that nothing refers to any more. */
export function giveScratch(buffer: Buffer): void {
  scratch = buffer;
}

/** The buffer that one connection is reading into. */
export class ReadBuffer {
  #lease: Buffer | undefined;
  #wantsLease: boolean;

  constructor() {
    this.#lease = undefined;
    this.#wantsLease = false;
  }

  /** Where the next bytes go. */
  next(): Buffer {
    if (this.#lease !== undefined) return this.#lease;
    if (!this.#wantsLease || leased >= LEASES_MAX) return shared;
    leased++;
    this.#lease = spare.pop() ?? Buffer.allocUnsafeSlow(LEASE_BYTES);
    return this.#lease;
  }

  /** Bytes that were just read. */
  view(size: number): Buffer {
    return this.#lease === undefined ? sharedView(size) : this.#lease.subarray(0, size);
  }

  /** Takes note of a read that its handler has dealt with; `free`: nothing refers to the bytes any more. */
  settle(size: number, free: boolean): void {
    const isPending = refused !== undefined && refused === this.#lease?.buffer;
    refused = undefined;
    if (this.#lease === undefined) this.#wantsLease = size === SHARED_BYTES;
    // The message ended and reading goes on for another one, while the last bytes still wait at a slow receiver.
    else if (isPending && free) this.release(false);
    else if (free && size < SHARED_BYTES / 4) {
      this.#wantsLease = false;
      this.release(true);
    }
  }

  /** Gives the lease back; one that may still be referred to is left to the garbage collector. */
  release(free: boolean): void {
    const lease = this.#lease;
    if (lease === undefined) return;
    this.#lease = undefined;
    leased--;
    if (free && spare.length < SPARE_MAX) spare.push(lease);
  }
}
