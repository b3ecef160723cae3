/**
 * Unix datagram sockets (/dev/log, rsyslog's imuxsock), which Node lacks: through libc. A send never blocks; a full queue
 * costs the line. When the server restarts, its socket is another one: the sink connects again, at most once a second.
 */
import { type DatagramSocket, openUnixDatagram } from '../../libc/datagram.js';
import type { Failure, Outcome } from '../../libc/outcome.js';
import type { LogSink, ReportTrouble } from '../sink.js';
import { TurnQueue } from './turn-queue.js';

/** The part of a datagram socket that is used. */
export type Datagrams = Pick<DatagramSocket, 'sendBatch' | 'close'>;

const RECONNECT_MS = 1000;

/** The receiver is there but its queue is full: the rest of a pass is lost, the socket is as good as before. */
const FULL = new Set(['EAGAIN', 'EWOULDBLOCK', 'ENOBUFS']);

const NOT_CONNECTED: Failure = { ok: false, code: 'ENOTCONN', reason: 'not connected' };

export class UnixDatagramSink implements LogSink {
  dropped: number;
  readonly #path: string;
  readonly #report: ReportTrouble | undefined;
  readonly #open: (path: string) => Outcome<Datagrams>;
  readonly #nowMs: () => number;
  readonly #queue: TurnQueue;
  #socket: Datagrams | undefined;
  #openedAtMs: number;
  #troubled: boolean;

  constructor(
    path: string,
    report?: ReportTrouble,
    open: (path: string) => Outcome<Datagrams> = openUnixDatagram,
    nowMs: () => number = () => performance.now(),
  ) {
    this.dropped = 0;
    this.#path = path;
    this.#report = report;
    this.#open = open;
    this.#nowMs = nowMs;
    this.#queue = new TurnQueue((lines) => this.#deliver(lines));
    this.#socket = undefined;
    this.#openedAtMs = Number.NEGATIVE_INFINITY;
    this.#troubled = false;
  }

  send(line: string): void {
    this.#queue.push(`${line}\n`);
  }

  flush(): void {
    this.#queue.flush();
  }

  close(): Promise<void> {
    this.flush();
    this.#socket?.close();
    this.#socket = undefined;
    return Promise.resolve();
  }

  #deliver(lines: readonly string[]): void {
    for (let at = 0; at < lines.length; ) {
      const sent = this.#socket === undefined ? NOT_CONNECTED : this.#socket.sendBatch(lines, at);
      if (sent.ok) at += sent.value;
      else if (sent.code === 'EMSGSIZE') {
        this.#lose(1, sent);
        at++;
      } else {
        const failure = FULL.has(sent.code) ? sent : this.#reconnect(sent);
        if (failure === undefined) continue;
        this.#lose(lines.length - at, failure);
        return;
      }
    }
  }

  /** Connects again; returns why the lines cannot be sent, or undefined if they can be tried again. */
  #reconnect(failure: Failure): Failure | undefined {
    this.#socket?.close();
    this.#socket = undefined;
    const nowMs = this.#nowMs();
    if (nowMs - this.#openedAtMs < RECONNECT_MS) return failure;
    this.#openedAtMs = nowMs;
    const opened = this.#open(this.#path);
    if (!opened.ok) return opened;
    this.#socket = opened.value;
    return undefined;
  }

  #lose(count: number, failure: Failure): void {
    this.dropped += count;
    if (this.#troubled) return;
    this.#troubled = true;
    this.#report?.(`log target ${this.#path} loses lines: ${failure.reason}`);
  }
}
