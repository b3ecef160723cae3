/** Connects to one peer: address, source, PROXY header, TLS (manual 11.2 `server`, 5.2). */
import type { GlobalConfig } from '../../model/config/global.js';
import type { ServerConfig } from '../../model/config/server.js';
import type { Connection, ConnectionHandler } from '../../net/tcp/index.js';
import { abstractName } from '../../net/unix/name.js';
import { openProbe } from '../health/open.js';
import { createServerTls, type ServerTls } from '../pool/server-tls.js';

/** How a peer is reached. */
export interface Dialer {
  readonly secure: boolean;
  /** As the runtime API shows it. */
  readonly address: string;
  /** Begins to connect; throws what the system says at once. */
  connect(handler: ConnectionHandler): Connection;
}

export class PeerDialer implements Dialer {
  readonly #server: ServerConfig;
  readonly #tls: ServerTls | undefined;

  constructor(server: ServerConfig, tls: ServerTls | undefined) {
    this.#server = server;
    this.#tls = tls;
  }

  get secure(): boolean {
    return this.#tls !== undefined;
  }

  get address(): string {
    const { kind, host, port, text } = this.#server.address;
    return kind === 'tcp' ? `${host}:${port}` : text;
  }

  connect(handler: ConnectionHandler): Connection {
    const { address, source, sendProxy, socks4 } = this.#server;
    const { kind, host, port } = address;
    const path = kind === 'unix' ? host : kind === 'abstract' ? abstractName(host, address) : undefined;
    return openProbe(
      {
        ...{ host: host === '' ? '0.0.0.0' : host, port, path },
        tls: this.#tls?.options(undefined),
        localAddress: source?.host,
        proxyHeader: sendProxy === undefined ? undefined : sendProxy === 'v1' ? 'v1' : 'v2',
        socks4,
      },
      handler,
    );
  }
}

/** Loads what TLS needs; problems are complete sentences. */
export function createDialer(server: ServerConfig, global: GlobalConfig): PeerDialer | readonly string[] {
  if (server.tls === undefined) return new PeerDialer(server, undefined);
  const tls = createServerTls(server.tls, global);
  return 'describe' in tls ? new PeerDialer(server, tls) : tls;
}
