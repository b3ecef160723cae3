/** TLS towards one server, as the connector needs it (manual 5.2 `ssl`, `verify`, `sni`, `crt`). */
import type { ConnectionOptions } from 'node:tls';
import type { GlobalConfig } from '../../model/config/global.js';
import type { ServerTlsConfig } from '../../model/config/server.js';
import type { TlsInfo } from '../../model/tls.js';
import { type Connection, tlsOf } from '../../net/tcp/connection.js';
import { loadCertificate } from '../../net/tls/certificate-file.js';
import { compileTlsClient, type TlsClient } from '../../net/tls/connect.js';
import { SocketTlsInfo } from '../../net/tls/tls-info.js';
import { certificateFilesOf, fileBelow } from '../listener/certificate-files.js';
import type { CertificateRegistry } from '../listener/certificate-registry.js';

export class ServerTls {
  readonly #client: TlsClient;

  constructor(client: TlsClient) {
    this.#client = client;
  }

  /** What `tls.connect` takes; `serverName` is the value of the `sni` expression, `alpn` replaces that of the line. */
  options(serverName: string | undefined, alpn?: readonly string[] | undefined): ConnectionOptions {
    return this.#client.options(serverName, alpn);
  }

  /** Sessions of the connection are kept for the next one to the same name. */
  watch(connection: Connection, serverName: string | undefined): void {
    const socket = tlsOf(connection);
    if (socket !== undefined) this.#client.watch(socket, serverName);
  }

  /** After the handshake. */
  describe(connection: Connection): TlsInfo | undefined {
    const socket = tlsOf(connection);
    return socket === undefined ? undefined : new SocketTlsInfo(socket, { side: 'back' });
  }
}

/** Loads what a `server ... ssl` names; problems are complete sentences. */
export function createServerTls(
  config: ServerTlsConfig,
  global: GlobalConfig,
  registry?: CertificateRegistry,
): ServerTls | readonly string[] {
  const text = (name: string): string | undefined => {
    const value = global.tlsDefaults.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const verify = global.flags.get('ssl-server-verify none') === true ? 'none' : config.verify;
  const certificate =
    config.certificate === undefined
      ? undefined
      : loadCertificate(fileBelow(config.certificate, global.crtBase), certificateFilesOf(global));
  if (certificate?.ok === false) return [certificate.problem.message];
  const client = compileTlsClient(
    {
      ...config,
      verify,
      securityLevel: global.securityLevel,
      caFile: config.caFile === undefined ? undefined : fileBelow(config.caFile, global.caBase),
      crlFile: config.crlFile === undefined ? undefined : fileBelow(config.crlFile, global.caBase),
      ciphers: config.ciphers ?? text('ssl-default-server-ciphers'),
      ciphersuites: config.ciphersuites ?? text('ssl-default-server-ciphersuites'),
      curves: config.curves ?? text('ssl-default-server-curves'),
      sigalgs: config.sigalgs ?? text('ssl-default-server-sigalgs'),
    },
    certificate?.bundle,
  );
  if (!client.ok) return client.problems.map(({ message }) => message);
  if (certificate) registry?.register(certificate.bundle, client.value);
  return new ServerTls(client.value);
}
