/** Syslog over UDP (RFC 5426): one datagram per line through a connected socket, all lines of a loop turn in one pass. */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIPv6 } from 'node:net';
import { LineClient } from '../line-client.js';
import type { LogSink, ReportTrouble } from '../sink.js';
import { TurnQueue } from './turn-queue.js';

/** Lines that wait for the socket to be connected (name look-up included). */
const MAX_WAITING = 8192;

/** A name that could not be looked up is tried again after this time. */
const RETRY_MS = 1000;

/** Sends lines to one address; `host` is an address or a name. */
export class UdpSink implements LogSink {
  dropped: number;
  readonly #host: string;
  readonly #port: number;
  readonly #report: ReportTrouble | undefined;
  readonly #client: LineClient;
  readonly #queue: TurnQueue;
  readonly #sent: (error?: Error | null) => void;
  #socket: Socket | undefined;
  #connecting: boolean;
  #retryAtMs: number;
  #waiting: string[];
  #closed: (() => void) | undefined;
  #troubled: boolean;

  constructor(host: string, port: number, report?: ReportTrouble) {
    this.dropped = 0;
    this.#host = host;
    this.#port = port;
    this.#report = report;
    this.#socket = undefined;
    this.#connecting = false;
    this.#retryAtMs = 0;
    this.#waiting = [];
    this.#closed = undefined;
    this.#troubled = false;
    this.#client = new LineClient('udp', {
      send: (bytes, _offset, _length, _port, _host, done) => this.#socket?.send(bytes, done),
    });
    this.#queue = new TurnQueue((lines) => this.#deliver(lines));
    this.#sent = (error) => {
      if (error) this.#lose(1, error);
    };
  }

  send(line: string): void {
    this.#queue.push(line);
  }

  flush(): void {
    this.#queue.flush();
  }

  close(): Promise<void> {
    this.flush();
    return new Promise((resolve) => {
      this.#closed = resolve;
      if (!this.#connecting) this.#finish();
    });
  }

  #deliver(lines: readonly string[]): void {
    if (this.#socket === undefined) this.#hold(lines);
    else for (const line of lines) this.#client.submit(`${line}\n`, this.#sent);
  }

  #hold(lines: readonly string[]): void {
    const free = MAX_WAITING - this.#waiting.length;
    if (this.#closed !== undefined || free < lines.length) this.dropped += lines.length;
    else this.#waiting.push(...lines);
    if (!this.#connecting && this.#closed === undefined && Date.now() >= this.#retryAtMs) this.#connect();
  }

  #connect(): void {
    this.#connecting = true;
    lookup(this.#host, (error, address) => {
      if (error) this.#failed(error, undefined);
      else this.#open(address);
    });
  }

  #open(address: string): void {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.unref();
    socket.on('error', (problem) => {
      if (this.#socket === socket) this.#lose(1, problem);
      else this.#failed(problem, socket);
    });
    socket.once('connect', () => this.#connected(socket));
    socket.connect(this.#port, address);
  }

  #connected(socket: Socket): void {
    this.#connecting = false;
    this.#socket = socket;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#deliver(waiting);
    if (this.#closed !== undefined) this.#finish();
  }

  #failed(error: Error, socket: Socket | undefined): void {
    if (!this.#connecting) return;
    socket?.close();
    this.#connecting = false;
    this.#retryAtMs = Date.now() + RETRY_MS;
    this.#lose(this.#waiting.length, error);
    this.#waiting = [];
    if (this.#closed !== undefined) this.#finish();
  }

  #finish(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) this.#closed?.();
    else socket.close(() => this.#closed?.());
  }

  #lose(count: number, error: Error): void {
    this.dropped += count;
    if (this.#troubled) return;
    this.#troubled = true;
    this.#report?.(`log target ${this.#host}:${this.#port} loses lines: ${error.message}`);
  }
}
