/**
 * Lines to an open file descriptor (`stdout`, `stderr`, `fd@3`) through pino's destination: written at once when nothing
 * is under way, collected while a write is. A reader that is slow or gone never stops traffic.
 *
 * The destination is given one chunk at a time: its own buffer would be flushed at exit by a loop that never ends when
 * the descriptor is broken or its reader stands still (sonic-boom 5). What waits here is written at exit by `flush`.
 */
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import pino from 'pino';
import type { LogSink, ReportTrouble } from '../sink.js';
import { TurnQueue } from './turn-queue.js';

/** Bytes that wait for a slow reader; more is lost and counted. */
const MAX_WAITING_BYTES = 1 << 20;

/** How long a closing sink waits for the write that is under way. */
const CLOSE_MS = 1000;

type Destination = ReturnType<typeof pino.destination>;

function openDestination(fd: number): Destination {
  // pino takes 0 for "not given".
  return pino.destination({ dest: fd === 0 ? '/dev/fd/0' : fd, sync: false, contentMode: 'buffer' });
}

/**
 * A second description of a pipe or terminal that never blocks, for what is written synchronously: the flags of the
 * first are shared with other processes. Files need none, and sockets cannot be opened again: then it is the first.
 */
function openNonBlocking(fd: number): number {
  try {
    const stat = fstatSync(fd);
    if (!stat.isFIFO() && !stat.isCharacterDevice()) return fd;
    return openSync(`/dev/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}

export class FdSink implements LogSink {
  dropped: number;
  readonly #fd: number;
  /** Where `flush` writes. Opened with the sink: after a chroot or a change of user it could not be. */
  #flushFd: number;
  readonly #report: ReportTrouble | undefined;
  readonly #queue: TurnQueue;
  #destination: Destination | undefined;
  #waiting: string[];
  #waitingBytes: number;
  /** Lines of the write that is under way; 0 = none is. */
  #underWay: number;
  #flushing: boolean;
  #broken: boolean;
  #drained: () => void;

  constructor(fd: number, report?: ReportTrouble) {
    this.dropped = 0;
    this.#fd = fd;
    this.#flushFd = openNonBlocking(fd);
    this.#report = report;
    this.#queue = new TurnQueue((lines) => this.#take(lines));
    this.#destination = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#underWay = 0;
    this.#flushing = false;
    this.#broken = false;
    this.#drained = () => {};
  }

  send(line: string): void {
    this.#queue.push(line);
  }

  /**
   * Writes what waits synchronously, as far as the descriptor takes it: for the end of the process, since these lines
   * may overtake a write that is under way.
   */
  flush(): void {
    this.#flushing = true;
    this.#queue.flush();
    this.#flushing = false;
    if (this.#waiting.length > 0) this.#writeNow();
  }

  /** Waits for the write that is under way, if it does not take too long. The descriptor itself stays open. */
  async close(): Promise<void> {
    this.#queue.flush();
    if (this.#underWay > 0) await this.#drain();
    this.flush();
    if (this.#flushFd !== this.#fd) closeSync(this.#flushFd);
    this.#flushFd = this.#fd;
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, CLOSE_MS);
      this.#drained = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }

  #take(lines: readonly string[]): void {
    for (const line of lines) {
      if (this.#broken || this.#waitingBytes + line.length > MAX_WAITING_BYTES) this.dropped++;
      else {
        this.#waiting.push(line);
        this.#waitingBytes += line.length + 1;
      }
    }
    if (!this.#flushing && this.#underWay === 0) this.#writeNext();
  }

  #takeWaiting(): readonly string[] {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return lines;
  }

  #writeNext(): void {
    if (this.#waiting.length === 0) return;
    this.#destination ??= this.#open();
    const lines = this.#takeWaiting();
    this.#underWay = lines.length;
    // In contentMode `buffer` the destination takes buffers, which its types do not say.
    const write = this.#destination.write as unknown as (this: Destination, bytes: Buffer) => boolean;
    write.call(this.#destination, Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
  }

  #writeNow(): void {
    const lines = this.#takeWaiting();
    let bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
    try {
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(this.#flushFd, bytes));
    } catch (error) {
      // Lines that left in part are counted as lost: half a line is none.
      this.dropped += bytes.toString('latin1').split('\n').length - 1;
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#fail(error as Error);
    }
  }

  #open(): Destination {
    const destination = openDestination(this.#fd);
    destination.on('drain', () => {
      this.#underWay = 0;
      this.#writeNext();
      if (this.#underWay === 0) this.#drained();
    });
    destination.on('error', (error: Error) => {
      // Nothing may be left for the destination's own flush at exit.
      destination.flushSync = () => {};
      this.#fail(error);
    });
    return destination;
  }

  #fail(error: Error): void {
    this.dropped += this.#underWay + this.#waiting.length;
    this.#takeWaiting();
    this.#underWay = 0;
    this.#drained();
    if (this.#broken) return;
    this.#broken = true;
    this.#report?.(`log target fd@${this.#fd} cannot be written: ${error.message}`);
  }
}
