/** Listening sockets: TCP, unix sockets, inherited descriptors. Accepting can be paused while a limit is reached. */
import fs from 'node:fs';
import net from 'node:net';
import { faultOf, type TcpFault } from './fault.js';

/** Where to listen. Exactly one of `port`, `path` and `fd` is set. */
export interface ListenOptions {
  readonly host?: string;
  readonly port?: number;
  /** Unix socket. It is created beside and renamed over an old one, so that there is always one to connect to. */
  readonly path?: string;
  /** Access rights of the unix socket, such as 0o660. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** An inherited descriptor that is bound already (`fd@`). */
  readonly fd?: number;
  readonly backlog?: number;
  readonly ipv6Only?: boolean;
  /** Share the port with other processes or threads; ignored where Node cannot do it, see {@link CAN_REUSE_PORT}. */
  readonly reusePort?: boolean;
}

/** Who is told about new connections. */
export interface ListenerHandler {
  /** A client is there. The socket is not read before a `Connection` is made of it. */
  onAccept(listener: Listener, socket: net.Socket): void;
  /** Accepting failed or the address could not be bound; `binding` says which. */
  onListenFault(listener: Listener, fault: TcpFault, error: Error, binding: boolean): void;
}

/** `reusePort` came with Node 23.1 and 22.12; elsewhere listening sockets cannot share a port. */
export const CAN_REUSE_PORT: boolean = canReusePort(process.versions.node);

function canReusePort(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (process.platform !== 'linux') return false;
  return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

/** A listening socket. Node always accepts: while paused, connections wait here instead of in the kernel's backlog. */
export class Listener {
  readonly options: ListenOptions;
  readonly #handler: ListenerHandler;
  readonly #server: net.Server;
  readonly #waiting: Set<net.Socket>;
  readonly #waitingMax: number;
  #paused: boolean;
  #bound: boolean;

  constructor(options: ListenOptions, handler: ListenerHandler) {
    this.options = options;
    this.#handler = handler;
    this.#waiting = new Set();
    this.#waitingMax = options.backlog ?? 511;
    this.#paused = false;
    this.#bound = false;
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: options.path === undefined });
    this.#server.on('connection', (socket) => this.#accept(socket));
    this.#server.on('error', (error) => this.#handler.onListenFault(this, faultOf(error), error, !this.#bound));
  }

  /** Binds; calls back once it listens. Faults go to the handler. */
  open(onOpen: () => void): void {
    const { path, fd, backlog } = this.options;
    const done = (): void => {
      this.#bound = true;
      onOpen();
    };
    if (fd !== undefined) this.#server.listen({ fd, backlog }, done);
    else if (path !== undefined) this.#openPath(path, done);
    else this.#server.listen(this.#tcpOptions(), done);
  }

  #tcpOptions(): net.ListenOptions {
    const { host, port, backlog, ipv6Only, reusePort } = this.options;
    const options = { host, port, backlog, ipv6Only, exclusive: true };
    return reusePort === true && CAN_REUSE_PORT ? ({ ...options, reusePort: true } as net.ListenOptions) : options;
  }

  #openPath(path: string, done: () => void): void {
    const { backlog, mode, uid, gid } = this.options;
    if (path.startsWith('\0')) {
      this.#server.listen({ path, backlog }, done);
      return;
    }
    const temporary = `${path}.${process.pid}.tmp`;
    fs.rmSync(temporary, { force: true });
    this.#server.listen({ path: temporary, backlog }, () => {
      try {
        if (mode !== undefined) fs.chmodSync(temporary, mode);
        if (uid !== undefined || gid !== undefined) fs.chownSync(temporary, uid ?? -1, gid ?? -1);
        fs.renameSync(temporary, path);
      } catch (error) {
        this.#server.close();
        fs.rmSync(temporary, { force: true });
        this.#handler.onListenFault(this, faultOf(error as NodeJS.ErrnoException), error as Error, true);
        return;
      }
      done();
    });
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

  /** From now on new connections wait. */
  pause(): void {
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
    for (const socket of this.#waiting) socket.destroy();
    this.#server.close(onClosed === undefined ? undefined : () => onClosed());
  }

  readonly #onWaitingClose = (): void => {
    for (const socket of this.#waiting) if (socket.destroyed) this.#waiting.delete(socket);
  };

  #accept(socket: net.Socket): void {
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

/** Makes a listener and binds it. */
export function listen(options: ListenOptions, handler: ListenerHandler, onOpen: () => void): Listener {
  const listener = new Listener(options, handler);
  listener.open(onOpen);
  return listener;
}
