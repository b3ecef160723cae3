/** Listening sockets: TCP, unix sockets, inherited descriptors. Accepting can be paused while a limit is reached. */
import fs from 'node:fs';
import net from 'node:net';
import { attempt, type Failure } from '../../libc/outcome.js';
import { releaseReusePort } from '../../libc/reuse-port.js';
import { closeDescriptor, type ListenRequest, listenTcp, type OpenSocket } from '../../libc/socket.js';
import { descriptorOf, type SocketOptions, setSocketOptions } from '../../libc/socket-option.js';
import { listenOnUnix, osPath } from '../unix/listen.js';
import { Drain, type Drainable, divertReusePort } from './drain.js';
import { faultOf, type TcpFault } from './fault.js';

/** Node's own default. */
const DEFAULT_BACKLOG = 511;

/** Where to listen. Exactly one of `port`, `path` and `fd` is set. */
export interface ListenOptions {
  readonly host?: string;
  readonly port?: number;
  /**
   * Unix socket, as a latin1 carrier; a leading NUL makes the name abstract. It is created beside and renamed over an old one, so that there is always one to
   * connect to.
   */
  readonly path?: string;
  /** Access rights of the unix socket, such as 0o660. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Names of its owners, where they have no numbers. */
  readonly user?: string;
  readonly group?: string;
  /** An inherited descriptor that is bound already (`fd@`). */
  readonly fd?: number;
  readonly backlog?: number;
  readonly ipv6Only?: boolean;
  /** Share the port with other sockets of this user; ignored where neither Node nor the C library can do it. */
  readonly reusePort?: boolean;
  /** Options that the socket must have before it is bound; what it accepts takes them over. */
  readonly socketOptions?: SocketOptions;
}

/** Who is told about new connections. */
export interface ListenerHandler {
  /** A client is there. The socket is not read before a `Connection` is made of it. */
  onAccept(listener: Listener, socket: net.Socket): void;
  /** Accepting failed or the address could not be bound; `binding` says which. */
  onListenFault(listener: Listener, fault: TcpFault, error: Error, binding: boolean): void;
}

/** `reusePort` came with Node 23.1 and 22.12; elsewhere the C library opens sockets that share a port. */
const CAN_REUSE_PORT: boolean = canReusePort(process.versions.node);

function canReusePort(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (process.platform !== 'linux') return false;
  return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

/** A listening socket. Node always accepts: while paused, connections wait here instead of in the kernel's backlog. */
export class Listener implements Drainable {
  readonly options: ListenOptions;
  readonly #handler: ListenerHandler;
  readonly #server: net.Server;
  readonly #waiting: Set<net.Socket>;
  readonly #waitingMax: number;
  #paused: boolean;
  #bound: boolean;
  #accepted: number;
  /** Inode of the file of a unix socket: another one at its path means that somebody took it over. */
  #pathInode: number | undefined;
  #drain: Drain | undefined;
  #onDrained: (() => void) | undefined;

  constructor(options: ListenOptions, handler: ListenerHandler) {
    this.options = options;
    this.#handler = handler;
    this.#waiting = new Set();
    this.#waitingMax = options.backlog ?? DEFAULT_BACKLOG;
    this.#paused = false;
    this.#bound = false;
    this.#accepted = 0;
    this.#pathInode = undefined;
    this.#drain = undefined;
    this.#onDrained = undefined;
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: options.path === undefined });
    this.#server.on('connection', (socket) => this.#accept(socket));
  }

  /** Binds; calls back once it listens. Faults go to the handler. */
  open(onOpen: () => void): void {
    const { path, fd } = this.options;
    const done = (): void => {
      this.#bound = true;
      onOpen();
    };
    if (path !== undefined) {
      void this.#openPath(path, done);
      return;
    }
    this.#server.on('error', this.#onError);
    if (fd !== undefined) {
      setSocketOptions(fd, this.options.socketOptions ?? {});
      this.#openDescriptor(fd, done);
    } else this.#openTcp(done);
  }

  readonly #onError = (error: Error): void => {
    this.#handler.onListenFault(this, faultOf(error), error, !this.#bound);
  };

  #openTcp(done: () => void): void {
    const { host, port, backlog, ipv6Only, reusePort } = this.options;
    const options = { host, port, backlog, ipv6Only, exclusive: true };
    const { socketOptions } = this.options;
    const request = reusePort === true || socketOptions !== undefined ? sharedRequest(this.options) : undefined;
    if (request === undefined) {
      this.#server.listen(options, done);
      return;
    }
    const shared = (): void => {
      // What a predecessor that has gone left to decide must not decide for us.
      releaseReusePort(descriptorOf(this.#server) ?? -1);
      done();
    };
    if (CAN_REUSE_PORT && socketOptions === undefined) {
      this.#server.listen({ ...options, reusePort: true } as net.ListenOptions, shared);
      return;
    }
    const opened = listenTcp(request);
    if (opened.ok) this.#openPrepared(opened.value, shared);
    else if ('step' in opened && opened.step === 'load' && !needsOptions(socketOptions))
      this.#server.listen(options, done);
    else this.#refuse(opened);
  }

  /** Without `interface` or `transparent` it would listen where it must not. */
  #openPrepared({ fd, refused }: OpenSocket, done: () => void): void {
    const essential = refused.find(({ name }) => ESSENTIAL.has(name));
    if (essential === undefined) this.#openDescriptor(fd, done);
    else {
      closeDescriptor(fd);
      this.#refuse(essential.failure);
    }
  }

  /** Node takes the backlog of a descriptor only as an argument of its own. */
  #openDescriptor(fd: number, done: () => void): void {
    this.#server.listen({ fd }, this.options.backlog ?? DEFAULT_BACKLOG, done);
  }

  async #openPath(path: string, done: () => void): Promise<void> {
    const { backlog = DEFAULT_BACKLOG, mode, uid, gid, user, group } = this.options;
    const outcome = await listenOnUnix(this.#server, { path, backlog, mode, uid, gid, user, group });
    this.#server.on('error', this.#onError);
    if (!outcome.ok) {
      this.#refuse(outcome);
      return;
    }
    this.#pathInode = inodeOf(path);
    done();
  }

  /** Not before the caller has returned, as with faults that Node finds. */
  #refuse({ code, reason }: Failure): void {
    const error = Object.assign(new Error(reason), { code });
    process.nextTick(() => this.#handler.onListenFault(this, faultOf(error), error, true));
  }

  /** Address it is bound to; the port where 0 was asked for. `undefined` before and after, and for unix sockets. */
  get address(): net.AddressInfo | undefined {
    const address = this.#server.address();
    return address === null || typeof address === 'string' ? undefined : address;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Clients that connected while paused. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** From now on new connections wait, unless listening ends: then nobody could let them in. */
  pause(): void {
    if (this.#drain !== undefined) return;
    this.#paused = true;
  }

  /** Hands out waiting connections until `pause` is called again, then new ones as they come. */
  resume(): void {
    this.#paused = false;
    for (const socket of this.#waiting) {
      if (this.#paused) return;
      this.#waiting.delete(socket);
      socket.off('close', this.#onWaitingClose);
      socket.off('error', ignore);
      if (!socket.destroyed) this.#handler.onAccept(this, socket);
    }
  }

  /** Stops listening; accepted connections live on, waiting ones are closed. A unix socket's file is left in place. */
  close(onClosed?: () => void): void {
    this.#drain?.cancel();
    for (const socket of this.#waiting) socket.destroy();
    this.#server.close(onClosed === undefined ? undefined : () => onClosed());
    this.#onDrained?.();
    this.#onDrained = undefined;
  }

  /**
   * Stops listening without losing a client, if another socket listens on the same port or has taken the path over: clients
   * are sent there, those that are queued here are still accepted. Else it closes at once. `onClosed` is called when it
   * listens no more, perhaps before this returns; accepted connections may live on.
   */
  closeGently(onClosed: () => void): void {
    if (this.#drain !== undefined) return;
    this.#onDrained = onClosed;
    this.#drain = new Drain(this);
    this.resume();
    this.#drain.start();
  }

  /** For {@link Drain}. */
  get accepted(): number {
    return this.#accepted;
  }

  /** For {@link Drain}. */
  divert(attempt: number): boolean {
    const { path } = this.options;
    if (path !== undefined) return this.#pathInode !== undefined && inodeOf(path) !== this.#pathInode;
    const { address } = this;
    const fd = descriptorOf(this.#server);
    if (fd === undefined || address === undefined) return false;
    return divertReusePort(fd, fs.fstatSync(fd).ino, address.address, address.port, attempt);
  }

  /** For {@link Drain}. */
  onDrained(): void {
    this.close();
  }

  readonly #onWaitingClose = (): void => {
    for (const socket of this.#waiting) if (socket.destroyed) this.#waiting.delete(socket);
  };

  #accept(socket: net.Socket): void {
    this.#accepted++;
    if (!this.#paused) {
      this.#handler.onAccept(this, socket);
      return;
    }
    if (this.#waiting.size >= this.#waitingMax) {
      socket.destroy();
      return;
    }
    this.#waiting.add(socket);
    socket.on('close', this.#onWaitingClose);
    socket.on('error', ignore);
  }
}

function ignore(): void {}

const ESSENTIAL: ReadonlySet<string> = new Set(['transparent', 'v6-transparent', 'interface']);

function needsOptions(options: SocketOptions | undefined): boolean {
  return options !== undefined && Object.keys(options).some((name) => ESSENTIAL.has(name));
}

/** How the C library opens a socket that shares its port; undefined if the host has to be looked up. */
function sharedRequest(options: ListenOptions): ListenRequest | undefined {
  const { host = '', port = 0, backlog = DEFAULT_BACKLOG, ipv6Only, reusePort, socketOptions } = options;
  const [numbers = '', scope] = host.split('%', 2);
  const family = net.isIP(numbers);
  if (family === 0 || (scope !== undefined && !/^\d+$/.test(scope))) return undefined;
  const own = { ...(reusePort === true ? {} : { 'reuse-port': 0 }), ...socketOptions };
  const v6 = family === 4 ? {} : { 'v6-only': ipv6Only === true ? 1 : 0 };
  return { address: host, port, backlog, options: { ...own, ...v6 } };
}

/** Inode of the file of a unix socket; undefined for abstract names, which have none, and what is out of reach. */
function inodeOf(path: string): number | undefined {
  if (path.startsWith('\0')) return undefined;
  const file = attempt(() => fs.statSync(osPath(path)).ino);
  return file.ok ? file.value : undefined;
}

/** Makes a listener and binds it. */
export function listen(options: ListenOptions, handler: ListenerHandler, onOpen: () => void): Listener {
  const listener = new Listener(options, handler);
  listener.open(onOpen);
  return listener;
}

/** Whether sockets of IPv6 take no IPv4 unless they are told to: what the system says, which almost always is no. */
export function isIpv6Alone(): boolean {
  ipv6Alone ??= readFlag('/proc/sys/net/ipv6/bindv6only');
  return ipv6Alone;
}

let ipv6Alone: boolean | undefined;

function readFlag(file: string): boolean {
  try {
    return fs.readFileSync(file, 'latin1').trim() === '1';
  } catch {
    return false;
  }
}
