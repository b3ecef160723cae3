/** Settings tried one by one, so that messages can name the one that OpenSSL does not take. */
import type { SecureContextOptions } from 'node:tls';
import tls from 'node:tls';
import type { TlsSettings } from './common-settings.js';
import type { TlsProblem, TlsProblemCode } from './problem.js';

/** Tries one option alone; what is not set is not tried. */
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

/** Tries what both sides have. */
export function probeSettings(settings: TlsSettings, problems: TlsProblem[]): void {
  const { ciphers, ciphersuites, curves, sigalgs } = settings;
  probe(problems, 'ciphers', { ciphers }, `unable to set SSL cipher list to '${ciphers}'`);
  probe(
    problems,
    'ciphersuites',
    { ciphers: ciphersuites },
    `unable to set TLS 1.3 cipher suites to '${ciphersuites}'`,
  );
  probe(problems, 'curves', { ecdhCurve: curves }, `unable to set SSL curves list to '${curves}'`);
  probe(problems, 'sigalgs', { sigalgs }, `unable to set SSL Signature Algorithm list to '${sigalgs}'`);
}
