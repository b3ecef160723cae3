/** Rules of a proxy -> closures, by ruleset, in the order in which they run. */
import type { ConditionAst } from '../../grammar/condition/ast.js';
import type { RuleDraft } from '../catalog/draft.js';
import type { ProxyKind } from '../model/config/proxy.js';
import type { Ruleset } from '../model/ruleset.js';
import { RULESETS } from '../model/ruleset.js';
import { createActionSite } from './action-site.js';
import type { Condition } from './closures.js';
import type { Rule } from './plan.js';
import type { Scope } from './scope.js';
import { rulesetUse } from './use-point.js';

/** Shared by all proxies: most rulesets are empty. */
const NO_RULES = Object.fromEntries(RULESETS.map((ruleset) => [ruleset, []])) as unknown as Record<Ruleset, Rule[]>;

/** Compiles all rules; those with problems are reported and left out. */
export function compileRulesets(
  drafts: readonly RuleDraft[],
  kind: ProxyKind,
  scope: Scope,
): Record<Ruleset, readonly Rule[]> {
  if (drafts.length === 0) return NO_RULES;
  const rules = { ...NO_RULES };
  for (const draft of drafts) {
    if (draft.ownLine || scope.context.faulty.has(draft)) continue;
    const use = rulesetUse(draft.ruleset, kind);
    const rule = compileRule(draft, scope.with({ use, ruleset: draft.ruleset }));
    if (!rule) continue;
    const known = rules[draft.ruleset];
    const added = startsHints(rule, known.at(-1)) ? withNewHints(rule) : rule;
    if (known.length > 0) known.push(added);
    else rules[draft.ruleset] = [added];
  }
  return rules;
}

/** `redirect` lines: a list of their own, which no rule of `http-request` ends (haproxy 2.6). */
export function compileRedirects(
  drafts: readonly RuleDraft[],
  kind: ProxyKind,
  scope: Scope,
): readonly Rule[] | undefined {
  const own = drafts.filter(({ ownLine }) => ownLine);
  if (own.length === 0) return undefined;
  const place = scope.with({ use: rulesetUse('http-request', kind), ruleset: 'http-request' });
  return own.flatMap((draft) => compileRule(draft, place) ?? []);
}

/** Whether nothing runs the action: its words and condition were looked at all the same. */
function isOnlyChecked({ entry }: RuleDraft): boolean {
  return entry.support === 'ignored' || entry.support === 'refused';
}

/** Neighbouring `early-hint` rules make one 103; one with a condition begins another (haproxy 2.6). */
function startsHints({ name, condition }: Rule, before: Rule | undefined): boolean {
  return name === EARLY_HINT && (condition !== undefined || before?.name !== EARLY_HINT);
}

const EARLY_HINT = 'http-request early-hint';

function withNewHints(rule: Rule): Rule {
  return {
    ...rule,
    run: (stream) => {
      stream.beginHints?.();
      return rule.run(stream);
    },
  };
}

function compileCondition(ast: ConditionAst, rule: string, scope: Scope): Condition | undefined {
  return scope.with({ label: `error detected while parsing an '${rule}' condition` }).compileCondition(ast);
}

function compileRule(draft: RuleDraft, around: Scope): Rule | undefined {
  const acls = around.context.homeAcls.get(draft);
  const scope = acls === undefined ? around : around.with({ acls });
  const name = `${draft.ruleset} ${draft.keyword.value}`;
  const label = `error detected in ${scope.section} '${scope.proxyName}' while parsing '${name}' rule`;
  const { site, reader } = createActionSite(draft, scope.with({ label }));
  const condition = draft.condition && compileCondition(draft.condition, name, scope);
  const run = draft.entry.compile(site);
  if (run) reader.reportRest();
  if (!run || (draft.condition && !condition) || isOnlyChecked(draft)) return undefined;
  const { source, start } = draft.range;
  return { condition, run, name, file: source.name, line: source.position(start).line };
}
