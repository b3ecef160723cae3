/** What lines with TLS name is loaded only where there are such lines: it takes the rooms that speak TLS. */
import type { Loaded } from '../load.js';
import type { TlsCheckOptions } from './tls-setup.js';

/** Reports every problem of certificates, keys, authorities and settings. */
export async function checkTlsLines(loaded: Loaded, options: TlsCheckOptions): Promise<void> {
  const usesTls = loaded.config.proxies.some(
    ({ config: { binds, servers } }) =>
      binds.some(({ tls }) => tls !== undefined) ||
      servers.some(({ tls, checkTls }) => tls !== undefined || checkTls !== undefined),
  );
  if (usesTls) (await import('./tls-setup.js')).checkTls(loaded, options);
}
