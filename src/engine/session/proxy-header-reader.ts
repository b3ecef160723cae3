/** Takes the PROXY header off a connection; what follows it is given back to the socket. */
import type net from 'node:net';
import type { ProxyHeader } from '../../net/proxy-protocol/header.js';
import { parseProxyHeader } from '../../net/proxy-protocol/parse.js';

/** Who waits for the header; exactly one of both is called, once, unless the socket closes before. */
export interface ProxyHeaderHandler {
  onProxyHeader(header: ProxyHeader): void;
  onProxyFault(message: string): void;
}

export class ProxyHeaderReader {
  readonly #socket: net.Socket;
  readonly #handler: ProxyHeaderHandler;
  #bytes: Buffer;

  constructor(socket: net.Socket, handler: ProxyHeaderHandler) {
    this.#socket = socket;
    this.#handler = handler;
    this.#bytes = Buffer.alloc(0);
    socket.on('readable', this.#onReadable);
    socket.on('end', this.#onEnd);
  }

  readonly #onReadable = (): void => {
    const piece = this.#socket.read() as Buffer | null;
    if (piece === null) return;
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]);
    const parsed = parseProxyHeader(this.#bytes);
    if (parsed.kind === 'more') return;
    this.#stop();
    if (parsed.kind === 'fault') {
      this.#handler.onProxyFault('Received something which does not look like a PROXY protocol header');
      return;
    }
    const rest = this.#bytes.subarray(parsed.size);
    if (rest.length > 0) this.#socket.unshift(rest);
    this.#handler.onProxyHeader(parsed.header);
  };

  readonly #onEnd = (): void => {
    this.#stop();
    this.#handler.onProxyFault('Connection closed while waiting for PROXY protocol header');
  };

  #stop(): void {
    this.#socket.off('readable', this.#onReadable);
    this.#socket.off('end', this.#onEnd);
  }
}
