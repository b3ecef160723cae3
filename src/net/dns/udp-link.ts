/** DNS over UDP (RFC 1035 4.2.1): one connected socket per name server, so that the system refuses answers of others. */
import dgram from 'node:dgram';
import net from 'node:net';
import type { LinkHandler, NameserverLink } from './link.js';

export interface UdpTarget {
  readonly host: string;
  readonly port: number;
  readonly source: { readonly host: string; readonly port: number } | undefined;
}

/** Queries that wait for the socket to be connected. */
const WAITING_MAX = 256;

export class UdpLink implements NameserverLink {
  readonly #target: UdpTarget;
  readonly #handler: LinkHandler;
  readonly #sent: (error: Error | null) => void;
  #socket: dgram.Socket | undefined;
  #connected: boolean;
  #waiting: Buffer[];

  constructor(target: UdpTarget, handler: LinkHandler) {
    this.#target = target;
    this.#handler = handler;
    this.#sent = (error) => {
      if (error !== null) handler.onSendError();
    };
    this.#socket = undefined;
    this.#connected = false;
    this.#waiting = [];
  }

  send(query: Buffer): boolean {
    this.#socket ??= this.#open();
    if (this.#connected) this.#socket.send(query, this.#sent);
    else if (this.#waiting.length < WAITING_MAX) this.#waiting.push(query);
    else return false;
    return true;
  }

  close(): void {
    this.#socket?.close();
    this.#drop();
  }

  #drop(): void {
    this.#socket = undefined;
    this.#connected = false;
    this.#waiting = [];
  }

  #open(): dgram.Socket {
    const { host, port, source } = this.#target;
    const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4');
    socket.unref();
    socket.on('message', (bytes) => this.#handler.onMessage(bytes));
    // Nobody listens there, or the address cannot be bound: the next query tries again with a new socket.
    socket.on('error', () => {
      if (this.#socket === socket) this.#fail(socket);
    });
    socket.once('connect', () => {
      this.#connected = true;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const query of waiting) socket.send(query, this.#sent);
    });
    const connect = () => socket.connect(port, host);
    if (source === undefined) connect();
    else socket.bind({ address: source.host, port: source.port }, connect);
    return socket;
  }

  /** An error of a connected socket is the answer to a query before: the socket goes on. */
  #fail(socket: dgram.Socket): void {
    if (this.#connected) return;
    const lost = this.#waiting.length;
    this.#drop();
    socket.close();
    for (let at = 0; at < lost; at++) this.#handler.onSendError();
  }
}
