/** The compile stage: typed configuration -> plan. Makes the live proxies and servers and the closures that run on them. */
import { nowMs } from '../base/clock.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { ProxyDraft } from '../catalog/draft.js';
import type { ReadBytes } from '../config/files.js';
import { readFromDisk } from '../config/files.js';
import type { TypedConfig } from '../config/typed-config.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import { Proxy } from '../model/proxy.js';
import { Server } from '../model/server.js';
import { PlanAdditions } from './additions.js';
import { createScope } from './create-scope.js';
import { checkDefaultsRules } from './defaults-rules.js';
import { idleFigures } from './idle-figures.js';
import { PlanNames } from './live-names.js';
import { compilePeers } from './peers.js';
import type { CheckPlan, Plan, ProxyPlan } from './plan.js';
import { GLOBAL_PLACE, setProcessVariables } from './process-variable.js';
import { compileOther, compileProxy, placeOfProxy } from './proxy-plan.js';
import type { CompileContext, Place, Scope } from './scope.js';
import { createTables } from './stick.js';

export interface CompileOptions {
  /** Reads pattern files and maps as latin1 carriers; throws like `fs`. Default: the disk. */
  readonly readBytes?: ReadBytes;
  /** Only problems are asked for: what was compiled is forgotten at once, and the plan has no proxies. */
  readonly onlyProblems?: boolean;
}

/** The runtime API has 1 in HAProxy 3.5, configured or not (in 2.6 only where the configuration names it). */
const FIRST_PROXY_ID = 2;

/** A plan to which single expressions can be added, for tools that evaluate them. */
export interface OpenPlan {
  readonly plan: Plan;
  /** All proxies as they live, whether the plan has their parts or not. */
  readonly liveProxies: readonly Proxy[];
  /** Where something of the proxy of this name is compiled; undefined if there is none. */
  scopeIn(proxyName: string, place: Pick<Place, 'use' | 'ruleset'>): Scope | undefined;
}

/** Compiles everything. Never throws for what stands in the files; the plan runs only if no alert was reported. */
export function compilePlan(
  config: TypedConfig,
  catalog: Catalog,
  diagnostics: Diagnostics,
  options: CompileOptions = {},
): Plan {
  return openPlan(config, catalog, diagnostics, options).plan;
}

/** As {@link compilePlan}; what is compiled later reports to the same diagnostics. */
export function openPlan(
  config: TypedConfig,
  catalog: Catalog,
  diagnostics: Diagnostics,
  options: CompileOptions = {},
): OpenPlan {
  const startMs = options.onlyProblems ? 0 : nowMs();
  const processVars = new Map();
  const names = new PlanNames(processVars, idleFigures(startMs), config.global);
  const proxies = createProxies(config.proxies, startMs);
  for (const { proxy } of proxies) names.add(proxy);
  createTables(config, names.tables, diagnostics);
  const context: CompileContext = {
    catalog,
    diagnostics,
    live: names,
    readBytes: options.readBytes ?? readFromDisk,
    defaultPath: config.global.defaultPath,
    hasScripts: config.global.flags.get('lua') === true,
    lacksScripts: config.global.flags.get('lua is missing') === true,
    compiledAcls: new WeakMap(),
    faulty: new WeakSet(),
    homeAcls: new WeakMap(),
    compiledMatchers: new WeakMap(),
    sections: config.sections,
  };
  const scope = createScope(context, GLOBAL_PLACE);
  setProcessVariables(config.sections.get('global '), scope, processVars);
  checkDefaultsRules(
    config.reading.defaults.map(({ draft }) => draft),
    context,
  );
  const healthchecks = new Map<string, CheckPlan>();
  const plan: Plan = {
    global: config.global,
    proxies: compileProxies(proxies, context, options.onlyProblems === true),
    processVars,
    maps: names.maps,
    tables: names.tables,
    peers: compilePeers(config, names.tables, diagnostics),
    lookups: names.lookups,
    services: names.services,
    healthchecks,
    additions: new PlanAdditions({ drafts: config, catalog, context, names }),
    attachFigures: (figures) => names.attach(figures),
  };
  for (const draft of config.others ?? []) {
    const check = compileOther(draft, context);
    if (check) healthchecks.set(draft.config.name, check);
  }
  names.finish();
  const scopeIn: OpenPlan['scopeIn'] = (proxyName, place) => {
    const found = proxies.find(({ proxy }) => proxy.name === proxyName);
    return found && createScope(context, { ...placeOfProxy(found.draft), ...place, label: '' });
  };
  return { plan, liveProxies: proxies.map(({ proxy }) => proxy), scopeIn };
}

function compileProxies(proxies: readonly LiveDraft[], context: CompileContext, onlyProblems: boolean): ProxyPlan[] {
  const plans: ProxyPlan[] = [];
  for (const { draft, proxy } of proxies) {
    const plan = compileProxy(draft, proxy, context);
    if (!onlyProblems) plans.push(plan);
  }
  return plans;
}

interface LiveDraft {
  readonly draft: ProxyDraft;
  readonly proxy: Proxy;
}

function createProxies(drafts: readonly ProxyDraft[], startMs: number): LiveDraft[] {
  const ids = numbersOf(
    drafts.map(({ config }) => config.id),
    FIRST_PROXY_ID,
  );
  const createServers = (proxy: Proxy) => serversOf(proxy, startMs);
  return drafts.map((draft, index) => {
    const proxy = new Proxy(draft.config, ids[index]!, startMs, createServers);
    return { draft, proxy };
  });
}

function serversOf(proxy: Proxy, startMs: number): Server[] {
  const { servers } = proxy.config;
  const ids = numbersOf(
    servers.map(({ id }) => id),
    1,
  );
  return servers.map((config, index) => new Server(config, proxy, ids[index]!, startMs));
}

/** Numbers by place, counted from `first`; those that were given by hand are left out, but have a place of their own. */
function numbersOf(given: readonly (number | undefined)[], first: number): readonly number[] {
  const taken = new Set(given);
  let next = first;
  return given.map((id) => {
    while (id === undefined && taken.has(next)) next++;
    const number = id ?? next;
    next++;
    return number;
  });
}
