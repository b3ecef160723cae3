/** Names -> objects, after all files were read: every name that nothing answers to is reported. */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { TypedConfig } from '../typed-config.js';
import { withoutHttp2 } from './alpn.js';
import { resolveBackends } from './backend.js';
import { checkLogTargets, completeRings } from './log-target.js';
import { resolveServers } from './server.js';
import { applyTlsDefaults } from './tls-default.js';

/** Resolves all names of a configuration. */
export function resolveNames(config: TypedConfig, report: Report): void {
  const byName = new Map<string, ProxyDraft>();
  for (const draft of config.proxies) {
    const known = byName.get(draft.config.name);
    if (!known || known.config.kind === 'frontend') byName.set(draft.config.name, draft);
  }
  completeRings(config);
  const told = new Set<string>();
  for (const draft of config.proxies) {
    resolveBackends(draft, byName, report);
    resolveServers(draft, byName, config, report);
    checkLogTargets(draft, config, told, report);
    applyTlsDefaults(draft, config.global);
    withoutHttp2(draft, report);
  }
}
