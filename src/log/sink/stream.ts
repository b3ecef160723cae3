/**
 * Syslog over TCP or unix streams (RFC 6587): lines leave in batches, the connection comes back by itself. HAProxy puts
 * an implicit ring before such a target; here it is a bounded queue, and lines that do not fit are lost and counted.
 */
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { LogProto } from '../../model/log-target.js';
import { LineClient } from '../line-client.js';
import type { LogSink, ReportTrouble } from '../sink.js';

/** Lines that are enough for a write, and how long fewer of them wait. */
const BATCH_LINES = 32;
const BATCH_MS = 50;
/** Bytes that wait for a connection or a slow reader. */
const MAX_WAITING_BYTES = 1 << 20;
const CONNECT_TIMEOUT_MS = 10_000;
const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 5000;
/** How long a closing sink waits for its lines to leave. */
const CLOSE_MS = 1000;

/** Address of a stream target: TCP, or path of a unix socket. */
export type StreamAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** How a sink is reached and how much may wait for it, where it is not as usual. */
export interface StreamSinkOptions {
  /** Settings of TLS, made anew for each connection. */
  readonly tls?: (() => ConnectionOptions) | undefined;
  /** Bytes that wait for a connection or a slow reader. */
  readonly maxWaitingBytes?: number | undefined;
}

function renderBatch(lines: readonly string[], proto: LogProto): string {
  if (proto === 'legacy') return `${lines.join('\n')}\n`;
  return lines.map((line) => `${line.length} ${line}`).join('');
}

function renderAddress(address: StreamAddress): string {
  return 'path' in address ? address.path : `${address.host}:${address.port}`;
}

export class StreamSink implements LogSink {
  dropped: number;
  readonly #address: StreamAddress;
  readonly #proto: LogProto;
  readonly #report: ReportTrouble | undefined;
  readonly #client: LineClient;
  readonly #tls: (() => ConnectionOptions) | undefined;
  readonly #maxWaitingBytes: number;
  #lines: string[];
  #bytes: number;
  /** The connection; `#connected` once it takes data. */
  #socket: Socket | undefined;
  #connected: boolean;
  #retryMs: number;
  #retry: NodeJS.Timeout | undefined;
  #batch: NodeJS.Timeout | undefined;
  #closing: (() => void) | undefined;
  #troubled: boolean;

  constructor(address: StreamAddress, proto: LogProto, report?: ReportTrouble, options: StreamSinkOptions = {}) {
    this.dropped = 0;
    this.#address = address;
    this.#proto = proto;
    this.#report = report;
    this.#tls = options.tls;
    this.#maxWaitingBytes = options.maxWaitingBytes ?? MAX_WAITING_BYTES;
    this.#lines = [];
    this.#bytes = 0;
    this.#socket = undefined;
    this.#connected = false;
    this.#retryMs = MIN_RETRY_MS;
    this.#retry = undefined;
    this.#batch = undefined;
    this.#closing = undefined;
    this.#troubled = false;
    this.#client = new LineClient('stream', {
      write: (lines, done) => this.#socket?.write(renderBatch(lines, this.#proto), 'latin1', done),
    });
  }

  send(line: string): void {
    const unsent = this.#bytes + (this.#socket?.writableLength ?? 0);
    if (this.#closing !== undefined || unsent + line.length > this.#maxWaitingBytes) {
      this.dropped++;
      return;
    }
    this.#bytes += line.length + 1;
    const count = this.#lines.push(line);
    if (count === BATCH_LINES) this.flush();
    else if (count < BATCH_LINES && this.#batch === undefined) {
      this.#batch = setTimeout(() => this.flush(), BATCH_MS).unref();
    }
  }

  flush(): void {
    clearTimeout(this.#batch);
    this.#batch = undefined;
    if (this.#lines.length === 0) return;
    if (this.#connected) this.#submit();
    else this.#connect();
  }

  #submit(): void {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    this.#client.submit(lines, (error) => {
      if (error) this.#lose(lines.length, error);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      const limit = setTimeout(() => this.#abandon(), CLOSE_MS);
      this.#closing = () => {
        clearTimeout(limit);
        resolve();
      };
      this.flush();
      if (this.#connected) this.#end();
      else if (this.#socket === undefined) this.#abandon();
      else this.#socket.ref();
    });
  }

  #connect(): void {
    if (this.#socket !== undefined || this.#retry !== undefined) return;
    const options: NetConnectOpts = { ...this.#address };
    const secure = this.#tls?.();
    const socket = secure === undefined ? connect(options) : connectTls({ ...secure, ...this.#address });
    this.#socket = socket;
    socket.unref();
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('connection timed out')));
    socket.once(secure === undefined ? 'connect' : 'secureConnect', () => this.#ready(socket));
    socket.on('error', (error) => this.#complain(error));
    // Nothing is expected from a log server; reading is how its end of the connection is noticed.
    socket.resume();
    socket.once('end', () => this.#gone(socket));
    socket.once('close', () => this.#gone(socket));
  }

  #ready(socket: Socket): void {
    socket.setTimeout(0);
    this.#connected = true;
    this.#retryMs = MIN_RETRY_MS;
    this.flush();
    if (this.#closing !== undefined) this.#end();
  }

  #end(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    socket.ref();
    socket.end(() => socket.destroy());
  }

  /** The connection ended; it comes back after a pause that grows, once lines wait for it. */
  #gone(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#connected = false;
    socket.destroy();
    if (this.#closing !== undefined) this.#abandon();
    else this.#comeBack();
  }

  #comeBack(): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.flush();
    }, this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }

  /** Last step of closing: whatever still waits is lost. */
  #abandon(): void {
    clearTimeout(this.#retry);
    this.#socket?.destroy();
    this.dropped += this.#lines.length;
    this.#lines = [];
    this.#bytes = 0;
    this.#closing?.();
  }

  #lose(count: number, error: Error): void {
    this.dropped += count;
    this.#complain(error);
  }

  #complain(error: Error): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#report?.(`log target ${renderAddress(this.#address)} is not reachable: ${error.message}`);
  }
}
