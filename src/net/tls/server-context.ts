/** From the settings of a `bind` line, or of a line of a crt-list, to contexts of Node (configuration.txt 5.1). */
import { constants } from 'node:crypto';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import tls from 'node:tls';
import type { CertificateBundle } from './certificate.js';
import { renderCiphers } from './cipher.js';
import type { TlsSettings } from './common-settings.js';
import type { TlsProblem, TlsProblemCode, TlsResult } from './problem.js';
import { resolveVersions } from './protocol-version.js';
import type { Trust } from './trust.js';
import { loadTrust } from './trust.js';

/** What is set for a listener. A `BindTlsConfig` of the model fits. */
export interface TlsServerSettings extends TlsSettings {
  readonly verify: 'none' | 'optional' | 'required';
  /** Authorities that are used besides, and not announced; Node announces them all the same. */
  readonly caVerifyFile?: string | undefined;
  readonly preferClientCiphers?: boolean;
  readonly strictSni?: boolean;
  /** 48 bytes, see `parseTicketKeys`; the same for all contexts of a listener. */
  readonly ticketKeys?: Buffer | undefined;
  /** PEM for certificates that bring none (`ssl-dh-param-file`). */
  readonly dhParameters?: string | undefined;
  /** `tune.ssl.lifetime`; default 300. */
  readonly sessionLifetimeS?: number | undefined;
}

/** Settings that were checked, as far as they are the same for every certificate. */
export interface ServerProfile {
  readonly settings: TlsServerSettings;
  readonly options: SecureContextOptions;
}

/** Sessions of one listener must not be resumed on contexts of another program; any fixed text does. */
const SESSION_ID_CONTEXT = 'hawser';
const DEFAULT_LIFETIME_S = 300;

/** Checks settings and loads what they name. Every problem is reported, not only the first. */
export function compileServerProfile(settings: TlsServerSettings): TlsResult<ServerProfile> {
  const problems: TlsProblem[] = [];
  const trust = readTrust(settings, problems);
  const versions = resolveVersions(settings.minVersion, settings.maxVersion, settings.withoutVersions);
  if ('code' in versions) problems.push(versions);
  probe(problems, 'ciphers', { ciphers: settings.ciphers }, `unable to set SSL cipher list to '${settings.ciphers}'`);
  probe(
    problems,
    'ciphersuites',
    { ciphers: settings.ciphersuites },
    `unable to set TLS 1.3 cipher suites to '${settings.ciphersuites}'`,
  );
  probe(problems, 'curves', { ecdhCurve: settings.curves }, `unable to set SSL curves list to '${settings.curves}'`);
  probe(
    problems,
    'sigalgs',
    { sigalgs: settings.sigalgs },
    `unable to set SSL Signature Algorithm list to '${settings.sigalgs}'`,
  );
  probe(problems, 'dh-parameters', { dhparam: settings.dhParameters }, 'unable to load DH parameters');
  if (problems.length > 0 || 'code' in versions) return { ok: false, problems };
  const options: SecureContextOptions = {
    ...versions,
    ciphers: renderCiphers(settings.ciphers, settings.ciphersuites),
    ecdhCurve: settings.curves ?? 'auto',
    honorCipherOrder: !settings.preferClientCiphers,
    secureOptions: settings.noTickets ? constants.SSL_OP_NO_TICKET : 0,
    sessionIdContext: SESSION_ID_CONTEXT,
    sessionTimeout: settings.sessionLifetimeS ?? DEFAULT_LIFETIME_S,
    ...(settings.sigalgs === undefined ? {} : { sigalgs: settings.sigalgs }),
    ...(settings.ticketKeys === undefined ? {} : { ticketKeys: settings.ticketKeys }),
    ...(trust.authorities.length > 0 ? { ca: [...trust.authorities] } : {}),
    ...(trust.revocations.length > 0 ? { crl: [...trust.revocations] } : {}),
  };
  return { ok: true, value: { settings, options } };
}

/** A context with a certificate; without one it refuses every handshake. */
export function createServerContext(
  profile: ServerProfile,
  bundle: CertificateBundle | undefined,
): TlsResult<SecureContext> {
  const dhparam = bundle?.dhParameters ?? profile.settings.dhParameters;
  try {
    const context = tls.createSecureContext({
      ...profile.options,
      ...(bundle ? { cert: bundle.certificatePem, key: bundle.keyPem } : {}),
      // Parameters that fit the certificate, as HAProxy makes them where no file holds any.
      dhparam: dhparam ?? 'auto',
    });
    return { ok: true, value: context };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      problems: [{ code: 'certificate', message: `unable to use certificate '${bundle?.name}' (${why})` }],
    };
  }
}

function readTrust(settings: TlsServerSettings, problems: TlsProblem[]): Trust {
  const authorities: string[] = [];
  const revocations: string[] = [];
  const files = [
    [settings.caFile, 'ca-file'],
    [settings.caVerifyFile, 'ca-file'],
    [settings.crlFile, 'crl-file'],
  ] as const;
  for (const [file, code] of files) {
    if (file === undefined) continue;
    const loaded = loadTrust(file, code);
    if (!loaded.ok) problems.push(...loaded.problems);
    else {
      if (code === 'ca-file') authorities.push(...loaded.value.authorities);
      revocations.push(...loaded.value.revocations);
    }
  }
  const lacking = settings.verify !== 'none' && settings.caFile === undefined && settings.caVerifyFile === undefined;
  if (lacking) problems.push({ code: 'no-ca', message: 'verify is enabled but no CA file specified' });
  return { authorities, revocations };
}

/** Tries one option alone, so that the message can name it. */
export function probe(
  problems: TlsProblem[],
  code: TlsProblemCode,
  options: SecureContextOptions,
  message: string,
): void {
  if (Object.values(options).every((value) => value === undefined)) return;
  try {
    tls.createSecureContext(options);
  } catch {
    problems.push({ code, message });
  }
}
