import net from 'node:net';
import type { ConnectionOptions, PeerCertificate, SecureContext, SecureContextOptions } from 'node:tls';
import tls from 'node:tls';
import type { CertificateBundle } from './certificate.js';
import { sharedOptions, type TlsSettings } from './common-settings.js';
import { probeSettings } from './probe.js';
import type { TlsProblem, TlsResult } from './problem.js';
import { resolveVersions } from './protocol-version.js';
import { loadTrust } from './trust.js';

/** What is set for a server; a `ServerTlsConfig` of the model fits. */
export interface TlsClientSettings extends TlsSettings {
  readonly verify: 'none' | 'required';
  /** Name that the certificate must carry where no SNI is sent. */
  readonly verifyHost?: string | undefined;
  /** False: `no-ssl-reuse`. */
  readonly reuse?: boolean;
}

/** Most sessions kept per server, one for each SNI. */
const SESSIONS_MAX = 64;

/** Checks settings and makes what connections to one server share. `certificate` is that of `crt`. */
export function compileTlsClient(settings: TlsClientSettings, certificate?: CertificateBundle): TlsResult<TlsClient> {
  const problems: TlsProblem[] = [];
  const versions = resolveVersions(settings.minVersion, settings.maxVersion, settings.withoutVersions, 'back');
  if ('code' in versions) problems.push(versions);
  const trust = readTrust(settings, problems);
  probeSettings(settings, problems);
  if (problems.length > 0 || 'code' in versions) return { ok: false, problems };
  const create = (own: CertificateBundle | undefined) =>
    tls.createSecureContext({
      ...versions,
      ...trust,
      ...sharedOptions(settings),
      ...(own ? { cert: own.certificatePem, key: own.keyPem } : {}),
    });
  try {
    return { ok: true, value: new TlsClient(settings, create, certificate) };
  } catch (error) {
    const message = `unable to use the settings (${error instanceof Error ? error.message : String(error)})`;
    return { ok: false, problems: [{ code: 'certificate', message }] };
  }
}

/** What all connections to one server share. */
export class TlsClient {
  readonly settings: TlsClientSettings;
  readonly #create: (certificate: CertificateBundle | undefined) => SecureContext;
  readonly #name: string | undefined;
  #context: SecureContext;
  readonly #sessions: Map<string, Buffer>;

  /** @param create makes a context with a certificate; it throws on those that the library refuses */
  constructor(
    settings: TlsClientSettings,
    create: (certificate: CertificateBundle | undefined) => SecureContext,
    certificate: CertificateBundle | undefined,
  ) {
    this.settings = settings;
    this.#create = create;
    this.#name = certificate?.name;
    this.#context = create(certificate);
    this.#sessions = new Map();
  }

  /** Makes ready what replaces its certificate; connections from then on show the new one. */
  prepare(_before: CertificateBundle, after: CertificateBundle): (() => void) | readonly string[] {
    try {
      const context = this.#create(after);
      return () => {
        this.#context = context;
        this.#sessions.clear();
      };
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  }

  /** Whether it shows the certificate of this name. */
  shows(name: string): boolean {
    return this.#name === name;
  }

  /** Keeps the sessions that the server gives out on a connection with this SNI: the next one resumes the last of them. */
  watch(socket: tls.TLSSocket, sni?: string): void {
    if (this.settings.reuse !== false) socket.on('session', (session: Buffer) => this.#remember(sni, session));
  }

  /**
   * Options for `tls.connect`, without a socket or address. `sni` is the name to send; without one the certificate is compared
   * with `verifyhost`, and without that its names do not matter. `alpn` replaces that of the settings.
   */
  options(sni?: string, alpn: readonly string[] | undefined = this.settings.alpn): ConnectionOptions {
    const session = this.settings.reuse === false ? undefined : this.#sessions.get(sni ?? '');
    const wanted = sni || this.settings.verifyHost;
    return {
      secureContext: this.#context,
      rejectUnauthorized: this.settings.verify === 'required',
      checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
        wanted ? tls.checkServerIdentity(wanted, certificate) : undefined,
      // The library sends no addresses as SNI (RFC 6066 3); they are compared all the same.
      ...(sni && net.isIP(sni) === 0 ? { servername: sni } : {}),
      ...(alpn && alpn.length > 0 ? { ALPNProtocols: [...alpn] } : {}),
      ...(session ? { session } : {}),
    };
  }

  #remember(sni: string | undefined, session: Buffer): void {
    const key = sni ?? '';
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    if (this.#sessions.size <= SESSIONS_MAX) return;
    const oldest = this.#sessions.keys().next();
    if (!oldest.done) this.#sessions.delete(oldest.value);
  }
}

/** Authorities: those of `ca-file`. Without one nothing is trusted, and `verify required` is refused. */
function readTrust(settings: TlsClientSettings, problems: TlsProblem[]): Pick<SecureContextOptions, 'ca' | 'crl'> {
  if (settings.verify === 'none') return {};
  if (settings.caFile === undefined) {
    problems.push({ code: 'no-ca', message: 'verify is enabled by default but no CA file specified' });
    return {};
  }
  const authorities = loadTrust(settings.caFile);
  if (!authorities.ok) problems.push(...authorities.problems);
  const revocations = settings.crlFile === undefined ? undefined : loadTrust(settings.crlFile, 'crl-file');
  if (revocations && !revocations.ok) problems.push(...revocations.problems);
  const crl = [authorities, revocations].flatMap((each) => (each?.ok ? each.value.revocations : []));
  return { ca: authorities.ok ? [...authorities.value.authorities] : [], ...(crl.length > 0 ? { crl } : {}) };
}
