/** Opens the connections of checks: plain, behind a PROXY header, over TLS, or over TLS behind a PROXY header (manual 5.2). */
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls, { type ConnectionOptions } from 'node:tls';
import { type ProxyAddresses, renderVersion1, renderVersion2 } from '../../net/proxy-protocol/render.js';
import {
  Connection,
  type ConnectionHandler,
  type ConnectOptions,
  connect,
  connectRaw,
  type Socks4Proxy,
  type TcpFault,
} from '../../net/tcp/index.js';

/** Form of a PROXY header; `v2-proxy` names the ends of the connection as version 1 does (`pp2-never-send-local`). */
export type ProbeHeader = 'v1' | 'v2' | 'v2-proxy';

/** Where and how a check connects. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  /** Unix socket instead of host and port. */
  readonly path: string | undefined;
  readonly tls: ConnectionOptions | undefined;
  readonly localAddress: string | undefined;
  /** Form of the PROXY header; undefined for none. */
  readonly proxyHeader: ProbeHeader | undefined;
  /** Proxy that the connection goes through. */
  readonly socks4: Socks4Proxy | undefined;
}

/** Version 1 names the ends of this connection, version 2 says that it speaks for itself. */
function renderHeader(version: ProbeHeader, socket: Duplex): string | Buffer {
  if (version === 'v2') return renderVersion2({ ...NOWHERE, command: 'local', transport: 'unspec', tlvs: [] });
  const ends = endsOf(socket);
  if (version === 'v1') return renderVersion1(ends);
  const transport = ends.family === 'none' ? 'unspec' : 'stream';
  return renderVersion2({ ...ends, command: 'proxy', transport, tlvs: [] });
}

function endsOf(socket: Duplex): ProxyAddresses {
  const { localAddress, localPort, remoteAddress, remotePort } = socket as Partial<net.Socket>;
  if (localAddress === undefined || remoteAddress === undefined) return NOWHERE;
  return {
    family: localAddress.includes(':') ? 'ipv6' : 'ipv4',
    source: localAddress,
    destination: remoteAddress,
    sourcePort: localPort ?? 0,
    destinationPort: remotePort ?? 0,
  };
}

const NOWHERE = { family: 'none', source: '', destination: '', sourcePort: 0, destinationPort: 0 } as const;

/** Starts to connect; throws what the system says at once. */
export function openProbe(target: ProbeTarget, handler: ConnectionHandler): Connection {
  const { host, port, path, localAddress, proxyHeader, socks4 } = target;
  const place: ConnectOptions = path === undefined ? { host, port } : { path };
  const options: ConnectOptions = {
    ...place,
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(socks4 === undefined || path !== undefined ? {} : { socks4 }),
  };
  if (proxyHeader === undefined) return connect({ ...options, ...(target.tls ? { tls: target.tls } : {}) }, handler);
  return target.tls
    ? openBehindHeader(options, target.tls, proxyHeader, handler)
    : openWithHeader(options, proxyHeader, handler);
}

/** Writes the header when the connection is there, and is out of the way then. */
class HeaderFirst implements ConnectionHandler {
  readonly #handler: ConnectionHandler;
  readonly #version: ProbeHeader;

  constructor(handler: ConnectionHandler, version: ProbeHeader) {
    this.#handler = handler;
    this.#version = version;
  }

  onConnect(connection: Connection): void {
    connection.handler = this.#handler;
    connection.write(renderHeader(this.#version, connection.socket));
    this.#handler.onConnect(connection);
  }

  onData(): void {}

  onEnd(): void {}

  onDrain(): void {}

  onClose(connection: Connection, fault: TcpFault | undefined, error: Error | undefined): void {
    this.#handler.onClose(connection, fault, error);
  }
}

/** The header is the first thing that goes out. */
function openWithHeader(options: ConnectOptions, version: ProbeHeader, handler: ConnectionHandler): Connection {
  return connect(options, new HeaderFirst(handler, version));
}

/** The header goes out in clear text in front of the handshake. */
function openBehindHeader(
  options: ConnectOptions,
  secure: ConnectionOptions,
  version: ProbeHeader,
  handler: ConnectionHandler,
): Connection {
  const raw = connectRaw(options);
  const writeHeader = () => {
    const header = renderHeader(version, raw);
    raw.write(typeof header === 'string' ? Buffer.from(header, 'latin1') : header);
  };
  // The ends of a tunnel are not known: its header says so, and waits for it by itself.
  if (raw instanceof net.Socket) raw.once('connect', writeHeader);
  else writeHeader();
  const socket = tls.connect({ ...secure, socket: raw });
  const connection = new Connection(socket, handler, 'events');
  socket.once('secureConnect', () => handler.onConnect(connection));
  return connection;
}
