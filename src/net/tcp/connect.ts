/** Outgoing connections: TCP and unix sockets read into shared memory (`onread`), TLS on top by option. */
import net from 'node:net';
import tls from 'node:tls';
import { Connection, type ConnectionHandler } from './connection.js';
import { ReadBuffer } from './read-buffer.js';

/** Where to and how. Numeric addresses: names are resolved by the caller. */
export interface ConnectOptions {
  readonly host?: string;
  readonly port?: number;
  /** Unix socket instead of host and port; a leading NUL names an abstract one. */
  readonly path?: string;
  /** Source address and port (`source`). */
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly keepAlive?: boolean;
  /** TLS, with what `tls.connect` takes (secureContext, servername, ALPNProtocols, session, ...). */
  readonly tls?: tls.ConnectionOptions;
}

/** Node's own option; it is missing from the types. */
type OnReadOptions = { readonly buffer: () => Buffer; readonly callback: (size: number) => boolean };

/** Starts to connect. `onConnect` follows, or `onClose` with a fault; a time limit is the caller's. */
export function connect(options: ConnectOptions, handler: ConnectionHandler): Connection {
  return options.tls === undefined ? connectPlain(options, handler) : connectTls(options, options.tls, handler);
}

function connectPlain(options: ConnectOptions, handler: ConnectionHandler): Connection {
  const memory = new ReadBuffer();
  const onread: OnReadOptions = {
    buffer: () => memory.next(),
    callback: (size) => {
      const goOn = connection.readInto(memory.view(size));
      memory.settle(size, goOn);
      return goOn;
    },
  };
  const socket = net.connect({ ...socketOptions(options), onread } as unknown as net.NetConnectOpts);
  const connection = new Connection(socket, handler, 'onread');
  socket.once('connect', () => handler.onConnect(connection));
  socket.once('close', () => memory.release(!connection.paused));
  return connection;
}

function connectTls(options: ConnectOptions, secure: tls.ConnectionOptions, handler: ConnectionHandler): Connection {
  const socket = tls.connect({ ...secure, ...socketOptions(options) } as tls.ConnectionOptions);
  const connection = new Connection(socket, handler, 'events');
  socket.once('secureConnect', () => handler.onConnect(connection));
  return connection;
}

function socketOptions(options: ConnectOptions): Record<string, unknown> {
  if (options.path !== undefined) return { path: options.path, allowHalfOpen: true };
  return {
    host: options.host,
    port: options.port,
    localAddress: options.localAddress,
    localPort: options.localPort,
    keepAlive: options.keepAlive ?? false,
    noDelay: true,
    allowHalfOpen: true,
    autoSelectFamily: false,
  };
}
