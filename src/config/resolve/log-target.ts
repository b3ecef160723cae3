/** `log global`: a proxy's targets are those of the global section and its own (manual 4.2 `log`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { GlobalConfig } from '../../model/config/global.js';

/** Puts the global targets in front of the proxy's own. */
export function resolveLogTargets({ config }: ProxyDraft, global: GlobalConfig): void {
  if (config.logGlobal) config.logTargets = [...global.logTargets, ...config.logTargets];
}
