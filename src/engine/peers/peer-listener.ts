/** Where this process listens for its peers: plain or with TLS, behind PROXY headers where the line says so (manual 11.2). */
import type net from 'node:net';
import type { BindConfig } from '../../model/config/bind.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { Connection } from '../../net/tcp/index.js';
import { isIpv6Alone, Listener, type ListenerHandler, type ListenOptions } from '../../net/tcp/listen.js';
import { abstractName } from '../../net/unix/name.js';
import type { ListenerTls } from '../listener/listener-tls.js';
import { PROXY_DIALECT, ProxyHeaderReader } from '../session/proxy-header-reader.js';
import type { PeerSession } from './peer-session.js';

/** A greeting has to follow in this time; what stands in front of it, too. */
const OPENING_MS = 5000;

export class PeerListener implements ListenerHandler {
  readonly bind: BindConfig;
  readonly #listener: Listener;
  readonly #tls: ListenerTls | undefined;
  /** Makes the session of somebody who connected. */
  readonly #open: () => PeerSession;
  readonly #sessions: Set<PeerSession>;
  #onBound: ((problem: string | undefined) => void) | undefined;

  constructor(bind: BindConfig, global: GlobalConfig, tls: ListenerTls | undefined, open: () => PeerSession) {
    this.bind = bind;
    this.#listener = new Listener(listenOptions(bind, global), this);
    this.#tls = tls;
    this.#open = open;
    this.#sessions = new Set();
    this.#onBound = undefined;
  }

  /** Binds. Undefined, or why it cannot. */
  listen(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#onBound = resolve;
      this.#listener.open(() => this.#bound(undefined));
    });
  }

  #bound(problem: string | undefined): void {
    this.#onBound?.(problem);
    this.#onBound = undefined;
  }

  onListenFault(_listener: Listener, _fault: TcpFault, error: NodeJS.ErrnoException, binding: boolean): void {
    if (binding) this.#bound(error.code ?? error.message);
  }

  onAccept(_listener: Listener, socket: net.Socket): void {
    if (this.bind.acceptProxy) this.#skipHeader(socket);
    else this.#accept(socket);
  }

  /** The header names a client, who is of no interest here. */
  #skipHeader(socket: net.Socket): void {
    const ignore = () => socket.destroy();
    socket.setTimeout(OPENING_MS, ignore);
    socket.on('error', ignore);
    new ProxyHeaderReader(
      socket,
      {
        onProxyHeader: () => {
          socket.setTimeout(0);
          socket.off('error', ignore);
          this.#accept(socket);
        },
        onProxyFault: ignore,
      },
      PROXY_DIALECT,
    );
  }

  #accept(raw: net.Socket): void {
    if (this.#tls === undefined) {
      this.#begin(raw);
      return;
    }
    raw.setTimeout(OPENING_MS, () => raw.destroy());
    this.#tls.accept(raw, {
      onSecure: (socket) => {
        raw.setTimeout(0);
        this.#begin(socket);
      },
      onFailure: () => raw.destroy(),
    });
  }

  #begin(socket: net.Socket): void {
    const session = this.#open();
    this.#sessions.add(session);
    socket.once('close', () => this.#sessions.delete(session));
    session.connection = new Connection(socket, session, 'events');
  }

  /** Listens no more; those who did not greet yet are sent away. */
  close(): void {
    this.#listener.close();
    for (const session of this.#sessions) if (!session.running) session.close();
  }
}

function listenOptions(bind: BindConfig, global: GlobalConfig): ListenOptions {
  const address = bind.addresses[0]!;
  const { backlog, mode, uid, gid } = bind;
  const more = {
    ...(backlog === undefined ? {} : { backlog }),
    ...(mode === undefined ? {} : { mode }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
  switch (address.kind) {
    case 'unix':
      return { path: address.host, ...more };
    case 'abstract':
      return { path: abstractName(address.host, address), ...more };
    case 'fd':
      return { fd: Number(address.host), ...more };
    default:
      return {
        host: address.host,
        port: address.port,
        ipv6Only: address.family === 6 && (bind.v6only || (!bind.v4v6 && isIpv6Alone())),
        reusePort: global.flags.get('noreuseport') !== true,
        ...more,
      };
  }
}
