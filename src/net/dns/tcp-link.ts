/**
 * DNS over TCP and TLS (RFC 7766, RFC 7858): queries are pipelined, a few per connection; connections that nobody needs are
 * closed after some seconds (manual 5.3.2 `nameserver`).
 */
import net from 'node:net';
import tls from 'node:tls';
import type { LinkHandler, NameserverLink } from './link.js';

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly source: { readonly host: string; readonly port: number } | undefined;
  /** What `tls.connect` takes; undefined for clear text. */
  readonly tls: tls.ConnectionOptions | undefined;
  /** Connections at a time; 0 = no limit. */
  readonly maxconn: number;
}

/** Queries without an answer on one connection. */
const PIPELINE_MAX = 4;
const IDLE_MS = 5000;
const WAITING_MAX = 256;

/** One connection with what was asked on it and not answered. */
class Exchange {
  readonly socket: net.Socket;
  /** Ids of queries that have no answer yet. */
  readonly pending: Set<number>;
  #held: Buffer;

  constructor(socket: net.Socket) {
    this.socket = socket;
    this.pending = new Set();
    this.#held = Buffer.alloc(0);
  }

  ask(query: Buffer): void {
    const framed = Buffer.allocUnsafe(query.length + 2);
    framed.writeUInt16BE(query.length, 0);
    query.copy(framed, 2);
    this.pending.add(query.readUInt16BE(0));
    this.socket.write(framed);
  }

  /** Whole messages out of what came so far. */
  *receive(bytes: Buffer): Iterable<Buffer> {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (this.#held.length >= 2) {
      const end = 2 + this.#held.readUInt16BE(0);
      if (this.#held.length < end) return;
      const message = this.#held.subarray(2, end);
      this.#held = this.#held.subarray(end);
      if (message.length >= 2) this.pending.delete(message.readUInt16BE(0));
      yield message;
    }
  }
}

export class TcpLink implements NameserverLink {
  readonly #target: TcpTarget;
  readonly #handler: LinkHandler;
  readonly #exchanges: Set<Exchange>;
  #waiting: Buffer[];
  #closed: boolean;

  constructor(target: TcpTarget, handler: LinkHandler) {
    this.#target = target;
    this.#handler = handler;
    this.#exchanges = new Set();
    this.#waiting = [];
    this.#closed = false;
  }

  send(query: Buffer): boolean {
    if (this.#closed) return false;
    const exchange = this.#free() ?? this.#open();
    if (exchange !== undefined) exchange.ask(query);
    else if (this.#waiting.length < WAITING_MAX) this.#waiting.push(query);
    else return false;
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#waiting = [];
    for (const { socket } of this.#exchanges) socket.destroy();
  }

  #free(): Exchange | undefined {
    for (const exchange of this.#exchanges) if (exchange.pending.size < PIPELINE_MAX) return exchange;
    return undefined;
  }

  #open(): Exchange | undefined {
    const { maxconn } = this.#target;
    if (maxconn > 0 && this.#exchanges.size >= maxconn) return undefined;
    const socket = this.#connect();
    const exchange = new Exchange(socket);
    this.#exchanges.add(exchange);
    socket.unref();
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(exchange, bytes));
    // Nothing came for so long: either nobody asked, or answers are missing that nobody waits for any more.
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('end', () => socket.destroy());
    // What was asked has no answer then: the resolution asks again when its time is over.
    socket.on('error', () => {});
    socket.on('close', () => this.#forget(exchange));
    return exchange;
  }

  #connect(): net.Socket {
    const { host, port, source, tls: secure } = this.#target;
    const local = source === undefined ? {} : { localAddress: source.host, localPort: source.port };
    return secure === undefined
      ? net.connect({ host, port, ...local })
      : tls.connect({ ...secure, host, port, ...local });
  }

  #receive(exchange: Exchange, bytes: Buffer): void {
    for (const message of exchange.receive(bytes)) this.#handler.onMessage(message);
    while (this.#waiting.length > 0 && exchange.pending.size < PIPELINE_MAX) exchange.ask(this.#waiting.shift()!);
  }

  #forget(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    if (this.#closed) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const query of waiting) if (!this.send(query)) this.#handler.onSendError();
  }
}
