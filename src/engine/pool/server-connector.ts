/**
 * Opens connections to one server: address, source, TLS with the name of the `sni` expression, PROXY header (manual 5.2).
 * Shared by HTTP and TCP streams.
 */
import tls from 'node:tls';
import type { Expression } from '../../compile/closures.js';
import type { Server } from '../../model/server.js';
import type { Endpoint } from '../../model/stream.js';
import type { TlsInfo } from '../../model/tls.js';
import {
  Connection,
  type ConnectionHandler,
  type ConnectOptions,
  connect,
  connectRaw,
  type SocketOptions,
} from '../../net/tcp/index.js';
import { abstractName } from '../../net/unix/name.js';
import { socketEndpoint, UNIX_SERVER } from '../endpoint.js';
import type { StreamState } from '../stream/stream-state.js';
import { renderProxyHeader } from './proxy-header.js';
import { ServerSource } from './server-source.js';
import type { ServerTls } from './server-tls.js';

/** What a connection tells whoever opened it. */
export interface ConnectedSide extends ConnectionHandler {
  tls: TlsInfo | undefined;
  owner: number;
  /** Where it connects to; undefined while there is nothing to connect to. */
  destination: Endpoint | undefined;
}

export class ServerConnector {
  readonly #server: Server;
  readonly #sni: Expression | undefined;
  readonly #tls: ServerTls | undefined;
  readonly #poolName: Expression | undefined;
  readonly #isPrivate: boolean;
  readonly #source: ServerSource;

  /** `poolName`: what connections are kept under instead of the name in their TLS hello; `buffers`: sizes of their sockets. */
  constructor(
    server: Server,
    sni: Expression | undefined,
    tls: ServerTls | undefined,
    reuse: string,
    poolName?: Expression | undefined,
    buffers: SocketOptions = {},
  ) {
    this.#server = server;
    this.#sni = sni;
    this.#tls = tls;
    this.#poolName = poolName;
    this.#isPrivate = reuse === 'never';
    this.#source = new ServerSource(server, buffers);
  }

  /** Whether the port is made of the client's; records of a service give a server a port of its own. */
  get #mapsPort(): boolean {
    const { config, port, portOffset } = this.#server;
    return config.address.kind === 'tcp' && (portOffset !== undefined || port === 0);
  }

  /** Connections of one key are exchangeable. */
  keyOf(state: StreamState): string {
    const isTransparent = isAny(this.#server.address);
    const source = `${this.#source.keyOf(state)}${this.#headerKey(state)}`;
    const named = this.#poolName ?? this.#sni;
    if (named === undefined && !this.#mapsPort && !isTransparent) return source;
    const host = isTransparent ? destinationOf(state).text : '';
    return `${named?.evaluateString(state)}:${this.#mapsPort ? this.#port(state) : ''}:${host}:${source}`;
  }

  /** Starts to connect; undefined if that is not possible at all. */
  open(state: StreamState, side: ConnectedSide): Connection | undefined {
    side.owner = this.#isPrivate ? state.session.id : 0;
    try {
      const tls = this.#activeTls;
      const name = tls && this.#serverName(state);
      const options = this.#options(state, tls?.options(name));
      side.destination = state.serverDestination;
      const opened = this.#opens(options)
        ? openBehindHeader(options, this.#header(state), side)
        : connect(options, side);
      tls?.watch(opened, name);
      return opened;
    } catch {
      return undefined;
    }
  }

  #options(state: StreamState, tlsOptions: ConnectOptions['tls']): ConnectOptions {
    const server = this.#server;
    if (server.address === '' && (server.fqdn ?? server.srvName) !== undefined) throw new Error('no address yet');
    const { kind } = server.config.address;
    const secure = tlsOptions === undefined ? {} : { tls: tlsOptions };
    // Lines of attempts that fail show where to, too.
    state.serverDestination = UNIX_SERVER;
    if (kind === 'unix') return { path: server.address, ...secure };
    if (kind === 'abstract') return { path: abstractName(server.address, server.config.address), ...secure };
    const host = isAny(server.address) ? destinationOf(state).text : server.address;
    const port = this.#port(state);
    state.serverDestination = socketEndpoint(host, port);
    const { socks4 } = server.config;
    const proxy = socks4 === undefined ? {} : { socks4 };
    return { host, port, ...proxy, ...this.#source.options(state, host), ...secure };
  }

  /** Operators may switch TLS off and on again (`set server ... ssl`). */
  get #activeTls(): ServerTls | undefined {
    return this.#server.usesTls ? this.#tls : undefined;
  }

  #port(state: StreamState): number {
    if (!this.#mapsPort) return this.#server.port;
    return destinationOf(state).port + (this.#server.portOffset ?? 0);
  }

  #serverName(state: StreamState): string | undefined {
    return this.#sni?.evaluateString(state);
  }

  /** A PROXY header goes out in clear text in front of everything else, the TLS handshake included. */
  #opens(options: ConnectOptions): boolean {
    return options.tls !== undefined && this.#server.config.sendProxy !== undefined;
  }

  /** Who speaks behind one PROXY header must have the same in his own (manual 4.2 `http-reuse`). */
  #headerKey(state: StreamState): string {
    return this.#server.config.sendProxy === undefined ? '' : this.#header(state).toString('latin1');
  }

  #header(state: StreamState): string | Buffer {
    return renderProxyHeader(this.#server, state);
  }

  /** The connection is there: notes its TLS, writes the PROXY header. */
  connected(side: ConnectedSide, connection: Connection, state: StreamState): void {
    const tls = this.#activeTls;
    if (tls !== undefined) side.tls = tls.describe(connection);
    else if (this.#server.config.sendProxy !== undefined) connection.write(this.#header(state));
  }
}

/** Servers without an address of their own are reached where the client wanted to go, or where `set-dst` said. */
function isAny(address: string): boolean {
  return address === '' || address === '0.0.0.0';
}

function destinationOf(state: StreamState): Endpoint {
  return state.destination ?? state.session.destination;
}

function openBehindHeader(options: ConnectOptions, header: string | Buffer, side: ConnectedSide): Connection {
  const { tls: secure, ...plain } = options;
  const raw = connectRaw(plain);
  if (typeof header === 'string') raw.write(header, 'latin1');
  else raw.write(header);
  const socket = tls.connect({ ...secure, socket: raw });
  const connection = new Connection(socket, side, 'events');
  socket.once('secureConnect', () => side.onConnect(connection));
  return connection;
}
