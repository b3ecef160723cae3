/**
 * `fullconn` of backends that set none (manual 4.2): a tenth of the connections of all frontends that may lead there by
 * `use_backend` with a constant name or `default_backend`.
 */
import type { Core } from '../core.js';
import type { LiveProxy } from './live-proxy.js';

/** Where the streams of a frontend may go, each place once; names that are computed are not known. */
function targetsOf(live: LiveProxy): ReadonlySet<LiveProxy> {
  const targets = new Set(live.switchTargets.filter((target) => target !== undefined));
  const rest = live.defaultBackend ?? (live.proxy.isBackend ? live : undefined);
  return rest === undefined ? targets : targets.add(rest);
}

/** Gives every backend the load at which its servers get their `maxconn`; to be called when all proxies are linked. */
export function settleFullLoads(core: Core): void {
  const incoming = new Map<LiveProxy, number>();
  for (const live of core.proxies.values()) {
    const { proxy, config } = live;
    if (!proxy.isFrontend || config.disabled) continue;
    const maxconn = proxy.maxconn > 0 ? proxy.maxconn : core.figures.hardMaxconn;
    for (const target of targetsOf(live)) incoming.set(target, (incoming.get(target) ?? 0) + maxconn);
  }
  for (const live of core.backends.values()) {
    if (live.config.fullconn > 0) continue;
    live.proxy.fullconn = Math.max(1, Math.ceil((incoming.get(live) ?? 0) / 10));
  }
}
