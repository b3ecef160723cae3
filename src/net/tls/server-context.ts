import type { SecureContext, SecureContextOptions } from 'node:tls';
import tls from 'node:tls';
import type { CertificateBundle } from './certificate.js';
import { sharedOptions, type TlsSettings } from './common-settings.js';
import { probe, probeSettings } from './probe.js';
import type { TlsProblem, TlsResult } from './problem.js';
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
  probeSettings(settings, problems);
  probe(problems, 'dh-parameters', { dhparam: settings.dhParameters }, 'unable to load DH parameters');
  if (problems.length > 0 || 'code' in versions) return { ok: false, problems };
  const options: SecureContextOptions = {
    ...versions,
    ...sharedOptions(settings),
    honorCipherOrder: !settings.preferClientCiphers,
    sessionIdContext: SESSION_ID_CONTEXT,
    sessionTimeout: settings.sessionLifetimeS ?? DEFAULT_LIFETIME_S,
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
