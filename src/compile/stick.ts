/** Stick tables of a configuration, and the rules that keep clients on their servers by them (manual 4.2 `stick`, 11.1). */
import type { ProxyDraft, StickRuleDraft } from '../catalog/draft.js';
import type { TypedConfig } from '../config/typed-config.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { UsePoint } from '../model/ruleset.js';
import type { StickKeyType, StickTable, StickTableDraft, StickTables } from '../model/stick-table.js';
import type { SampleType } from '../model/value.js';
import { canCast } from './casts.js';
import type { ProxyPlan, StickRule } from './plan.js';
import type { Scope } from './scope.js';

const KEYS: Readonly<Record<StickKeyType, SampleType>> = {
  ...{ ipv4: 'ipv4', ipv6: 'ipv6', integer: 'sint', string: 'str', binary: 'bin' },
};

/** Makes the tables that proxies and peers sections declare. They take no memory yet. */
export function createTables(config: TypedConfig, tables: StickTables, diagnostics: Diagnostics): void {
  const { global, proxies, sections } = config;
  const counters = global.tune.get('tune.stick-counters');
  if (typeof counters === 'number') tables.counters = counters;
  for (const proxy of proxies) {
    const draft = proxy.extra.get('stick-table') as StickTableDraft | undefined;
    add(draft, tables);
    const peers = draft?.config.peers;
    if (peers === undefined || sections.has(`peers ${peers}`)) continue;
    const message = `Proxy '${proxy.config.name}': unable to find sync peers '${peers}'.`;
    diagnostics.report('table/unknown-peers', draft?.config.peersRange ?? proxy.range, message);
  }
  for (const [key, section] of sections) {
    if (!key.startsWith('peers ')) continue;
    const drafts = (section.get('stick tables') as readonly StickTableDraft[] | undefined) ?? [];
    for (const draft of drafts) add(draft, tables);
  }
}

function add(draft: StickTableDraft | undefined, tables: StickTables): void {
  if (draft && !tables.get(draft.config.name)) tables.add(draft.create());
}

/** Rules of stickiness as they were read. */
export function stickDrafts({ extra }: ProxyDraft): readonly StickRuleDraft[] {
  return (extra.get('stick rules') as readonly StickRuleDraft[] | undefined) ?? [];
}

/** Compiles the rules of a backend. Tables that they use store servers from now on. */
export function compileStickRules(draft: ProxyDraft, scope: Scope): Pick<ProxyPlan, 'stickRequest' | 'stickResponse'> {
  const drafts = stickDrafts(draft);
  if (drafts.length === 0 || draft.config.kind === 'frontend') return {};
  const compile = (isResponse: boolean, use: UsePoint): StickRule[] =>
    drafts
      .filter(({ kind }) => (kind === 'store-response') === isResponse)
      .flatMap((rule) => compileRule(rule, scope.with({ use, label: `'stick ${rule.kind}'` })) ?? []);
  return { stickRequest: compile(false, 'be-set-server'), stickResponse: compile(true, 'be-stick-store') };
}

function compileRule(
  { kind, pattern, table: given, condition: ast, range }: StickRuleDraft,
  scope: Scope,
): StickRule | undefined {
  const key = scope.compileExpressionWords(pattern);
  const condition = ast && scope.compileCondition(ast);
  const name = given?.value ?? scope.proxyName;
  const table: StickTable | undefined = scope.live.tables.get(name);
  if (!table) {
    const message = `Proxy '${scope.proxyName}': unable to find stick-table '${name}'.`;
    scope.report('table/unknown-in-rule', given?.range ?? range, message);
    return undefined;
  }
  if (!key || (ast && !condition)) return undefined;
  if (!canCast(key.type, KEYS[table.config.keyType])) {
    const message = `Proxy '${scope.proxyName}': type of fetch not usable with type of stick-table '${name}'.`;
    scope.report('table/incompatible', range, message);
    return undefined;
  }
  table.require('server_id');
  table.require('server_key');
  return { condition, key, table, isMatch: kind === 'on' || kind === 'match', isStore: kind !== 'match' };
}
