/** Takes a header that names the client off a connection; what follows it is given back to the socket. */
import type net from 'node:net';
import type { ProxyFault, ProxyHeader, ProxyParse } from '../../net/proxy-protocol/header.js';
import { parseNetscaler } from '../../net/proxy-protocol/netscaler.js';
import { parseProxyHeader } from '../../net/proxy-protocol/parse.js';

/** Who waits for the header; exactly one of both is called, once, unless the socket closes before. */
export interface ProxyHeaderHandler {
  onProxyHeader(header: ProxyHeader): void;
  onProxyFault(message: string): void;
}

/** A protocol of such headers, with the words of logs for its faults (manual 8.2.5). */
export interface ProxyDialect {
  readonly parse: (bytes: Buffer) => ProxyParse;
  readonly malformed: (fault: ProxyFault) => string;
  readonly closed: string;
  /** Closed behind the first bytes. */
  readonly cut: string;
  /** Not there in time. */
  readonly late: string;
}

export const PROXY_DIALECT: ProxyDialect = {
  parse: parseProxyHeader,
  malformed: (fault) => {
    if (fault === 'not-proxy' || fault === 'bad-version') {
      return 'Received something which does not look like a PROXY protocol header';
    }
    return fault === 'bad-protocol'
      ? 'Received an unhandled protocol in the PROXY protocol header'
      : 'Received an invalid PROXY protocol header';
  },
  late: 'Timeout while waiting for PROXY protocol header',
  closed: 'Connection closed while waiting for PROXY protocol header',
  cut: 'Truncated PROXY protocol header received',
};

/** `accept-netscaler-cip` with its magic number. */
export function netscalerDialect(magic: number): ProxyDialect {
  return {
    parse: (bytes) => parseNetscaler(bytes, magic),
    malformed: (fault) =>
      fault === 'not-proxy'
        ? 'Received an invalid NetScaler Client IP magic number'
        : 'Received an unhandled protocol in the NetScaler Client IP header',
    closed: 'Connection closed while waiting for NetScaler Client IP header',
    cut: 'Truncated NetScaler Client IP header received',
    late: 'Timeout while waiting for a NetScaler Client IP header',
  };
}

export class ProxyHeaderReader {
  readonly #socket: net.Socket;
  readonly #handler: ProxyHeaderHandler;
  readonly #dialect: ProxyDialect;
  #bytes: Buffer;

  constructor(socket: net.Socket, handler: ProxyHeaderHandler, dialect: ProxyDialect) {
    this.#socket = socket;
    this.#handler = handler;
    this.#dialect = dialect;
    this.#bytes = Buffer.alloc(0);
    socket.on('readable', this.#onReadable);
    socket.on('end', this.#onEnd);
  }

  readonly #onReadable = (): void => {
    const piece = this.#socket.read() as Buffer | null;
    if (piece === null) return;
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]);
    const parsed = this.#dialect.parse(this.#bytes);
    if (parsed.kind === 'more') return;
    this.#stop();
    if (parsed.kind === 'fault') {
      this.#handler.onProxyFault(this.#dialect.malformed(parsed.fault));
      return;
    }
    const rest = this.#bytes.subarray(parsed.size);
    if (rest.length > 0) this.#socket.unshift(rest);
    this.#handler.onProxyHeader(parsed.header);
  };

  readonly #onEnd = (): void => {
    this.#stop();
    this.#handler.onProxyFault(this.#bytes.length === 0 ? this.#dialect.closed : this.#dialect.cut);
  };

  #stop(): void {
    this.#socket.off('readable', this.#onReadable);
    this.#socket.off('end', this.#onEnd);
  }
}
