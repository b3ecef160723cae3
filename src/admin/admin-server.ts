/**
 * The runtime API (management.txt 9.3) for sockets that others accepted. At most `stats maxconn` clients are served at a
 * time; others wait, unread, until one leaves.
 */
import type net from 'node:net';
import type { Catalog } from '../catalog/create-catalog.js';
import type { MasterAdmin, Product } from '../model/admin-request.js';
import type { Runtime } from '../model/runtime.js';
import { AdminConnection, type AdminRights, type AdminSurroundings } from './admin-connection.js';
import { CommandTable } from './find-command.js';

export interface AdminOptions {
  readonly product: Product;
  /** The process is a master. */
  readonly master?: MasterAdmin;
  /** Told about commands that fail by a fault of ours. */
  readonly onError?: (error: unknown, words: readonly string[]) => void;
}

/** `tune.cli.max-payload-size` of configurations without it. */
const PAYLOAD_BYTES = 131_072;

interface Waiting {
  readonly socket: net.Socket;
  readonly rights: AdminRights;
}

export class AdminServer {
  readonly #shared: AdminSurroundings;
  readonly #connections: Set<AdminConnection>;
  readonly #waiting: Waiting[];

  constructor(runtime: Runtime, catalog: Catalog, options: AdminOptions) {
    const payload = runtime.global.tune.get('tune.cli.max-payload-size');
    this.#shared = {
      runtime,
      commands: new CommandTable(catalog, options.master === undefined ? 'worker' : 'master'),
      master: options.master,
      product: options.product,
      limits: {
        lineBytes: runtime.global.bufferSize,
        payloadBytes: typeof payload === 'number' ? payload : PAYLOAD_BYTES,
      },
      onError: options.onError ?? (() => {}),
    };
    this.#connections = new Set();
    this.#waiting = [];
  }

  /** Clients that are served right now. */
  get size(): number {
    return this.#connections.size;
  }

  /** Serves a client. `rights` are those of the `stats socket` line; its {@link BindConfig} can be given as it is. */
  accept(socket: net.Socket, rights: AdminRights): void {
    if (this.#connections.size >= this.#shared.runtime.global.statsMaxconn) {
      socket.pause();
      socket.on('error', () => socket.destroy());
      this.#waiting.push({ socket, rights });
      return;
    }
    const connection = new AdminConnection(socket, rights, this.#shared.runtime.global.statsTimeoutMs, this.#shared);
    this.#connections.add(connection);
    connection.gone.addEventListener('abort', () => this.#leave(connection));
  }

  /** Ends all connections. */
  close(): void {
    for (const { socket } of this.#waiting.splice(0)) socket.destroy();
    for (const connection of this.#connections) connection.destroy();
  }

  #leave(connection: AdminConnection): void {
    this.#connections.delete(connection);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (next.socket.destroyed) continue;
      this.accept(next.socket, next.rights);
      return;
    }
  }
}
