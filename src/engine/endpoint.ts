/** Ends of connections: text and port as the socket gives them, the number of the address only when somebody asks. */
import type net from 'node:net';
import { parseIp } from '../model/ip.js';
import type { Endpoint } from '../model/stream.js';
import type { Ipv4, Ipv6 } from '../model/value.js';

const UNKNOWN = Symbol('unknown');

/** Numeric text and port. */
export class SocketEndpoint implements Endpoint {
  readonly text: string;
  readonly port: number;
  #address: Ipv4 | Ipv6 | undefined | typeof UNKNOWN;

  constructor(text: string, port: number) {
    this.text = text;
    this.port = port;
    this.#address = UNKNOWN;
  }

  get address(): Ipv4 | Ipv6 | undefined {
    if (this.#address === UNKNOWN) {
      this.#address = parseIp(this.text);
    }
    return this.#address;
  }
}

/** An end of a socket. IPv4 peers of a v6 socket (`v4v6`) stay mapped addresses (haproxy 2.6); zones are not shown. */
export function socketEndpoint(text = '', port = 0): SocketEndpoint {
  const zone = text.indexOf('%');
  return new SocketEndpoint(zone < 0 ? text : text.slice(0, zone), port);
}

/** The end of a unix socket: logs show the number of its listener. */
export function unixEndpoint(listenerId: number): Endpoint {
  return Object.freeze({ address: undefined, text: `unix:${listenerId}`, port: 0 });
}

/** Both ends of connections to servers on unix sockets. */
export const UNIX_SERVER = unixEndpoint(0);

/** Our end of a connection to a server. */
export function ownEnd(socket: net.Socket, destination: Endpoint | undefined): Endpoint {
  return destination === UNIX_SERVER ? UNIX_SERVER : socketEndpoint(socket.localAddress, socket.localPort);
}
