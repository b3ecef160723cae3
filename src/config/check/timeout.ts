/** Timeouts that must not be missing (manual 4.2 `timeout client`, `timeout connect`, `timeout server`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { ProxyConfig } from '../../model/config/proxy.js';
import { typeOf } from '../proxy-type.js';

function missing({ kind, timeouts, servers, mode }: ProxyConfig): string[] {
  const lacking: string[] = [];
  if (kind !== 'backend' && !timeouts.clientMs) lacking.push('client');
  if (kind === 'frontend' || servers.length === 0) return lacking;
  if (!timeouts.connectMs) lacking.push('connect');
  if (!timeouts.serverMs && (mode === 'http' || !timeouts.tunnelMs)) lacking.push('server');
  return lacking;
}

/** Warns of proxies on which connections may stay forever. */
export function checkTimeouts({ config, range }: ProxyDraft, report: Report): void {
  if ((config.mode !== 'tcp' && config.mode !== 'http') || !range || config.disabled) return;
  const names = missing(config);
  if (names.length === 0) return;
  const message = `missing timeouts for ${typeOf(config)} '${config.name}': ${names.join(', ')}`;
  report('proxy/missing-timeout', range, message, {
    remedy: `set 'timeout ${names.join("', 'timeout ")}', for instance in the defaults section`,
  });
}
