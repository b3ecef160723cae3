/**
 * Rules and ACLs of `defaults` sections are checked where they stand, whether anybody takes them over or not (manual 4). They
 * know no servers and no table of a proxy of their own: those need names there.
 */
import type { ProxyDraft } from '../catalog/draft.js';
import type { LiveNames } from '../catalog/site.js';
import { Proxy } from '../model/proxy.js';
import { createScope } from './create-scope.js';
import { checkAcls, placeOfProxy } from './proxy-plan.js';
import { compileRulesets } from './ruleset.js';
import type { CompileContext } from './scope.js';

/** Reports what is wrong with the rules of `defaults` sections, and notes in the context which ones need no second word. */
export function checkDefaultsRules(sections: readonly ProxyDraft[], context: CompileContext): void {
  for (const draft of sections) if (draft.rules.length > 0 || draft.acls.length > 0) checkSection(draft, context);
}

function checkSection(draft: ProxyDraft, context: CompileContext): void {
  const { diagnostics, faulty } = context;
  const own = new Proxy(draft.config, 0, 0);
  const place = { ...placeOfProxy(draft), section: 'defaults' };
  const scope = createScope({ ...context, live: namesAround(own, context.live), compiledAcls: new WeakMap() }, place);
  checkAcls(draft, scope);
  for (const rule of draft.rules) {
    context.homeAcls.set(rule, place.acls);
    const before = diagnostics.alerts;
    if (!faulty.has(rule)) compileRulesets([rule], 'listen', scope);
    if (diagnostics.alerts > before) faulty.add(rule);
  }
}

/** What the section itself is named as stands for whoever takes its rules over: a proxy without servers. */
function namesAround(own: Proxy, names: LiveNames): LiveNames {
  return {
    proxy: (name) => (name === own.name ? own : names.proxy(name)),
    backend: (name) => (name === own.name ? own : names.backend(name)),
    server: (backend, name) => (backend === own.name ? undefined : names.server(backend, name)),
    process: () => names.process(),
    processVars: names.processVars,
    tune: names.tune ?? new Map(),
    countedStatuses: names.countedStatuses,
    maps: names.maps,
    tables: names.tables,
  };
}
