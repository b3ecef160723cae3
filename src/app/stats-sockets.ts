/** Listens on the `stats socket` lines of the global section and hands their clients to the runtime API. */
import net from 'node:net';
import type { AdminRights } from '../admin/admin-connection.js';
import { AdminServer } from '../admin/admin-server.js';
import type { MasterAdmin } from '../model/admin-request.js';
import type { SocketAddress } from '../model/config/address.js';
import type { BindConfig } from '../model/config/bind.js';
import type { Runtime } from '../model/runtime.js';
import { listenOnUnix } from '../net/unix/listen.js';
import { abstractName } from '../net/unix/name.js';
import { hawserCatalog } from './catalog.js';
import type { PlacedProblem } from './start-problem.js';
import { describeProduct } from './version.js';

const BACKLOG = 128;

/** Listens on anything but a unix socket. Why not, or undefined. */
function listen(server: net.Server, address: SocketAddress): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(error.message));
    const done = () => resolve(undefined);
    if (address.kind === 'fd') server.listen({ fd: Number(address.host) }, done);
    else server.listen({ host: address.host, port: address.port }, done);
  });
}

export class StatsSockets {
  readonly #binds: readonly BindConfig[];
  readonly #admin: AdminServer;
  readonly #servers: net.Server[];

  /** `onError` hears of commands that fail by a fault of ours. */
  constructor(runtime: Runtime, onError: (error: unknown) => void, master?: MasterAdmin) {
    this.#binds = runtime.global.statsSockets;
    const options = { product: describeProduct(), onError, ...(master ? { master } : {}) };
    this.#admin = new AdminServer(runtime, hawserCatalog(), options);
    this.#servers = [];
  }

  /** Opens all of them; what cannot be opened is told. */
  async open(): Promise<readonly PlacedProblem[]> {
    const problems: PlacedProblem[] = [];
    for (const bind of this.#binds) {
      for (const address of bind.addresses) {
        const reason = await this.#open(bind, address);
        if (reason === undefined) continue;
        const message = `cannot bind the stats socket '${address.text}': ${reason}`;
        problems.push({ file: bind.file, line: bind.line, message });
      }
    }
    return problems;
  }

  /** Serves a client that came another way. */
  accept(socket: net.Socket, rights: AdminRights): void {
    this.#admin.accept(socket, rights);
  }

  /** Stops listening and ends the sessions. Files stay: another process may have taken them over. */
  close(): void {
    for (const server of this.#servers) server.close();
    this.#admin.close();
  }

  async #open(bind: BindConfig, address: SocketAddress): Promise<string | undefined> {
    const server = net.createServer((socket) => this.#admin.accept(socket, bind));
    this.#servers.push(server);
    const { kind, host } = address;
    if (kind !== 'unix' && kind !== 'abstract') return listen(server, address);
    const { mode, uid, gid, user, group } = bind;
    const path = kind === 'unix' ? host : abstractName(host, address);
    const outcome = await listenOnUnix(server, { path, backlog: BACKLOG, mode, uid, gid, user, group });
    return outcome.ok ? undefined : outcome.reason;
  }
}
