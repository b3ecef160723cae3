/**
 * Connections through a SOCKS proxy of version 4 (`socks4` of servers, manual 5.2): eight bytes and a user go out, eight
 * come back, then the tunnel is there. The protocol knows IPv4 addresses only.
 */
import net from 'node:net';
import { Duplex } from 'node:stream';
import type { Connection, ConnectionHandler } from './connection.js';
import type { TcpFault } from './fault.js';

/** The proxy. */
export interface Socks4Proxy {
  readonly host: string;
  readonly port: number;
}

const ANSWER_BYTES = 8;
const GRANTED = 0x5a;
const CONNECT = 1;
/** How HAProxy calls itself. */
const USER = 'HAProxy';

/** The request for a tunnel; throws for addresses that it cannot name. */
export function renderSocks4Request(host: string, port: number): Buffer {
  if (!net.isIPv4(host)) throw new Error('SOCKS4 reaches IPv4 addresses only');
  const head = [4, CONNECT, port >> 8, port & 255, ...host.split('.').map(Number)];
  return Buffer.from([...head, ...Buffer.from(`${USER}\0`, 'latin1')]);
}

/** Whether the proxy opened the tunnel. */
function isGranted(answer: Buffer): boolean {
  return answer[0] === 0 && answer[1] === GRANTED;
}

/** The proxy is there and opened no tunnel; the message is what stats show of a check. */
export class Socks4Error extends Error {
  override readonly name = 'Socks4Error';
}

const denied = () => new Socks4Error('SOCKS4 Proxy deny the request');
const aborted = () => new Socks4Error('SOCKS4 Proxy handshake aborted by server');

/** Asks for the tunnel on a connection that just opened, and then hands it over to who wanted it. */
export class Socks4Handshake implements ConnectionHandler {
  readonly #handler: ConnectionHandler;
  readonly #request: Buffer;
  #answer: Buffer;

  constructor(handler: ConnectionHandler, host: string, port: number) {
    this.#handler = handler;
    this.#request = renderSocks4Request(host, port);
    this.#answer = Buffer.alloc(0);
  }

  onConnect(connection: Connection): void {
    connection.write(this.#request);
  }

  onData(connection: Connection, bytes: Buffer): void {
    const answer = Buffer.concat([this.#answer, bytes]);
    this.#answer = answer;
    if (answer.length < ANSWER_BYTES) return;
    if (!isGranted(answer)) {
      connection.failed(denied());
      connection.socket.destroy();
      return;
    }
    connection.handler = this.#handler;
    // Both belonged to the proxy.
    connection.bytesIn = 0;
    connection.bytesOut = 0;
    this.#handler.onConnect(connection);
    if (answer.length > ANSWER_BYTES && !connection.closed) connection.readInto(answer.subarray(ANSWER_BYTES));
  }

  onEnd(connection: Connection): void {
    connection.failed(aborted());
    connection.socket.destroy();
  }

  onDrain(): void {}

  onClose(connection: Connection, fault: TcpFault | undefined, error: Error | undefined): void {
    connection.handler = this.#handler;
    this.#handler.onClose(connection, fault, error);
  }
}

/** A tunnel as a stream that can be written to at once: for TLS on top, and what goes out in front of it. */
export class Socks4Tunnel extends Duplex {
  readonly #raw: net.Socket;
  #answer: Buffer | undefined;
  #start: (() => void) | undefined;

  /** `raw`: a connection to the proxy that is under way. */
  constructor(raw: net.Socket, host: string, port: number) {
    super({ allowHalfOpen: true });
    this.#raw = raw;
    this.#answer = Buffer.alloc(0);
    this.#start = undefined;
    raw.write(renderSocks4Request(host, port));
    raw.on('data', (bytes) => this.#receive(bytes));
    raw.on('end', () => (this.#answer === undefined ? this.push(null) : this.destroy(aborted())));
    raw.on('error', (error) => this.destroy(error));
    raw.on('close', () => this.destroy());
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#answer === undefined) this.#raw.write(chunk, done);
    else this.#start = () => this.#raw.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#raw.end(done);
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }

  #receive(bytes: Buffer): void {
    if (this.#answer === undefined) {
      if (!this.push(bytes)) this.#raw.pause();
      return;
    }
    const answer = Buffer.concat([this.#answer, bytes]);
    this.#answer = answer;
    if (answer.length < ANSWER_BYTES) return;
    if (!isGranted(answer)) {
      this.destroy(denied());
      return;
    }
    this.#answer = undefined;
    this.#start?.();
    this.#start = undefined;
    if (answer.length > ANSWER_BYTES) this.push(answer.subarray(ANSWER_BYTES));
  }
}
