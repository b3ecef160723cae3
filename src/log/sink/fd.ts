/**
 * Lines to an open file descriptor (`stdout`, `stderr`, `fd@3`) through pino's destination: written at once when nothing
 * is under way, collected while a write is, flushed when the process exits. A reader that is slow never stops traffic.
 */
import pino from 'pino';
import type { LogSink, ReportTrouble } from '../sink.js';
import { TurnQueue } from './turn-queue.js';

/** Bytes that wait for a slow reader; more is lost and counted. */
const MAX_WAITING_BYTES = 1 << 20;

type Destination = ReturnType<typeof pino.destination>;

export class FdSink implements LogSink {
  dropped: number;
  readonly #fd: number;
  readonly #report: ReportTrouble | undefined;
  readonly #queue: TurnQueue;
  #destination: Destination | undefined;
  /** Lines handed over since the destination last ran dry. */
  #underWay: number;
  #broken: boolean;
  #closing: boolean;
  #troubled: boolean;

  constructor(fd: number, report?: ReportTrouble) {
    this.dropped = 0;
    this.#fd = fd;
    this.#report = report;
    this.#queue = new TurnQueue((lines) => this.#deliver(lines));
    this.#destination = undefined;
    this.#underWay = 0;
    this.#broken = false;
    this.#closing = false;
    this.#troubled = false;
  }

  send(line: string): void {
    this.#queue.push(line);
  }

  flush(): void {
    this.#queue.flush();
    if (this.#broken || this.#destination === undefined) return;
    try {
      this.#destination.flushSync();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** The descriptor itself stays open: it belongs to who started the process. */
  close(): Promise<void> {
    this.#closing = true;
    this.flush();
    return Promise.resolve();
  }

  #deliver(lines: readonly string[]): void {
    if (this.#broken) {
      this.dropped += lines.length;
      return;
    }
    this.#destination ??= this.#open();
    const text = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
    this.#underWay += lines.length;
    // In contentMode `buffer` the destination takes buffers, which its types do not say.
    (this.#destination.write as unknown as (bytes: Buffer) => boolean)(text);
  }

  #open(): Destination {
    const destination = pino.destination({
      // pino takes 0 for "not given".
      dest: this.#fd === 0 ? '/dev/fd/0' : this.#fd,
      sync: false,
      contentMode: 'buffer',
      maxLength: MAX_WAITING_BYTES,
      // While traffic flows a full pipe is tried again; at the end nobody waits for it.
      retryEAGAIN: () => !this.#closing,
    });
    destination.on('drain', () => {
      this.#underWay = 0;
    });
    destination.on('drop', (bytes: unknown) => this.#overflow(bytes as Buffer));
    destination.on('error', (error: Error) => this.#fail(error));
    return destination;
  }

  #overflow(bytes: Buffer): void {
    let lines = 0;
    for (const byte of bytes) if (byte === 10) lines++;
    this.#underWay -= lines;
    this.dropped += lines;
  }

  #fail(error: Error): void {
    this.#broken = true;
    this.dropped += this.#underWay;
    this.#underWay = 0;
    if (this.#troubled) return;
    this.#troubled = true;
    this.#report?.(`log target fd@${this.#fd} cannot be written: ${error.message}`);
  }
}
