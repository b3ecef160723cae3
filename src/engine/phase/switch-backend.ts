/** `use_backend`, `default_backend` (manual 4.2). */
import type { Core } from '../core.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';

/** The backend of a stream: the first rule that holds, else the default, else the frontend itself. */
export function switchBackend(state: StreamState, core: Core): LiveProxy {
  const frontend = state.frontendLive;
  const rules = frontend.plan.useBackend;
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at]!;
    if (rule.condition !== undefined && !rule.condition(state)) continue;
    const backend = frontend.switchTargets[at] ?? computedBackend(rule.target, state, core);
    // A name that nobody has leads to the default backend.
    if (backend === undefined) break;
    // One that is not published is as if its rule were not there (management.txt 9.3 `unpublish backend`).
    if (isEligible(backend) || isForced(frontend, state)) return backend;
  }
  const { defaultBackend } = frontend;
  if (defaultBackend === undefined) return frontend;
  return isEligible(defaultBackend) || isForced(frontend, state) ? defaultBackend : frontend;
}

function isEligible({ config, proxy }: LiveProxy): boolean {
  return proxy.published && !config.disabled;
}

/** `force-be-switch`. */
function isForced({ plan }: LiveProxy, state: StreamState): boolean {
  return plan.forceSwitch?.some((condition) => condition(state)) === true;
}

function computedBackend(
  target: string | ((state: StreamState) => string),
  state: StreamState,
  core: Core,
): LiveProxy | undefined {
  return typeof target === 'string' ? undefined : core.backends.get(target(state));
}
