/** Outgoing connections: TCP and unix sockets read into shared memory (`onread`), TLS on top by option. */
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { closeDescriptor, connectUnix, openTcpClient } from '../../libc/socket.js';
import { UNIX_PATH_MAX } from '../../libc/socket-address.js';
import type { SocketOptions } from '../../libc/socket-option.js';
import { Connection, type ConnectionHandler, SHARED_READING } from './connection.js';
import { Socks4Handshake, type Socks4Proxy, Socks4Tunnel } from './socks4.js';

/** Where to and how. Numeric addresses: names are resolved by the caller. */
export interface ConnectOptions {
  readonly host?: string;
  readonly port?: number;
  /** Unix socket instead of host and port; a leading NUL names an abstract one. */
  readonly path?: string;
  /** Source address and port (`source`). */
  readonly localAddress?: string;
  readonly localPort?: number;
  /** Proxy through which host and port are reached. */
  readonly socks4?: Socks4Proxy;
  readonly keepAlive?: boolean;
  /**
   * Options that must be set before it connects. `transparent` and `interface` are essential: without them nothing is
   * connected; the others are left out where the system refuses them.
   */
  readonly socketOptions?: SocketOptions;
  /** TLS, with what `tls.connect` takes (secureContext, servername, ALPNProtocols, session, ...). */
  readonly tls?: tls.ConnectionOptions;
}

/** Starts to connect. `onConnect` follows, or `onClose` with a fault; a time limit is the caller's. */
export function connect(options: ConnectOptions, handler: ConnectionHandler): Connection {
  if (options.tls !== undefined) return connectTls(options, options.tls, handler);
  const { socks4, host = '', port = 0 } = options;
  if (socks4 === undefined) return connectPlain(options, handler);
  return connectPlain({ ...options, ...socks4 }, new Socks4Handshake(handler, host, port));
}

function connectPlain(options: ConnectOptions, handler: ConnectionHandler): Connection {
  return new Connection(openSocket(options, { onread: SHARED_READING }), handler, 'onread');
}

function connectTls(options: ConnectOptions, secure: tls.ConnectionOptions, handler: ConnectionHandler): Connection {
  const isDirect = options.socketOptions === undefined && options.socks4 === undefined && !isShortName(options.path);
  const own = isDirect ? socketOptions(options) : { socket: connectRaw(options) };
  const socket = tls.connect({ ...secure, ...own } as tls.ConnectionOptions);
  const connection = new Connection(socket, handler, 'events');
  socket.once('secureConnect', () => handler.onConnect(connection));
  return connection;
}

/** A plain connection that no {@link Connection} reads, for TLS on top. */
export function connectRaw(options: ConnectOptions): Duplex {
  const { socks4, host = '', port = 0 } = options;
  const raw = openSocket({ ...options, ...socks4 });
  return socks4 === undefined ? raw : new Socks4Tunnel(raw, host, port);
}

function openSocket(options: ConnectOptions, more: { readonly onread?: typeof SHARED_READING } = {}): net.Socket {
  if (isShortName(options.path)) return openShortName(options.path, more);
  return net.connect({ ...preparedOptions(options), ...more } as unknown as net.NetConnectOpts);
}

/** Node fills names of abstract sockets up to the whole field; shorter ones (`abnsz@`) are connected by the C library. */
function isShortName(path: string | undefined): path is string {
  return path?.startsWith('\0') === true && path.length < UNIX_PATH_MAX;
}

function openShortName(path: string, more: { readonly onread?: typeof SHARED_READING }): net.Socket {
  const opened = connectUnix(path);
  const from = opened.ok ? { fd: opened.value.fd } : {};
  const socket = new net.Socket({ ...from, ...more, allowHalfOpen: true } as net.SocketConstructorOpts);
  if (!opened.ok) return socket.destroy(Object.assign(new Error(opened.reason), { code: opened.code }));
  process.nextTick(() => {
    if (!socket.destroyed) socket.emit('connect');
  });
  return socket;
}

/** Makes the socket first where it needs options. Throws if it cannot be made as it has to be. */
function preparedOptions(options: ConnectOptions): Record<string, unknown> {
  const { host = '', localAddress, localPort = 0, socketOptions: wanted } = options;
  const family = net.isIP(host);
  if (wanted === undefined || family === 0) return socketOptions(options);
  const source = localAddress === undefined ? undefined : { address: localAddress, port: localPort };
  const opened = openTcpClient(family === 4 ? 4 : 6, { 'reuse-address': 1, ...wanted }, source);
  const isEssential =
    wanted.transparent !== undefined || wanted['v6-transparent'] !== undefined || 'interface' in wanted;
  if (!opened.ok) {
    if (isEssential || source !== undefined) throw Object.assign(new Error(opened.reason), { code: opened.code });
    return socketOptions(options);
  }
  const { fd, refused } = opened.value;
  if (refused.some(({ name }) => ESSENTIAL.has(name))) {
    closeDescriptor(fd);
    throw new Error('the system refuses an option of the socket');
  }
  const { localAddress: _address, localPort: _port, ...rest } = socketOptions(options);
  return { ...rest, fd, manualStart: true };
}

const ESSENTIAL: ReadonlySet<string> = new Set(['transparent', 'v6-transparent', 'interface']);

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
