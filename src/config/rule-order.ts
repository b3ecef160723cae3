/** Warns of rules that are written behind rules which will run after them (manual 4.2: order of evaluation). */
import type { ProxyDraft, RuleDraft, SwitchDraft } from '../catalog/draft.js';
import type { Report } from '../catalog/site.js';
import type { SourceRange } from '../diag/source-text.js';
import type { Ruleset } from '../model/ruleset.js';

/** Groups of rules of the request side, in the order in which they run; `redirect` counts as one of its own. */
const ORDER = [
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'monitor fail',
  'http-request',
  'redirect',
  'use_backend',
  'use-server',
] as const;

/** What was seen of the rules of a draft; they are only ever added, and there may be thousands. */
interface Seen {
  rules: number;
  switches: number;
  readonly groups: Set<string>;
  readonly last: Map<Ruleset, RuleDraft>;
}

/** Of drafts with many rules: looking at a few again is faster than to remember that for thousands of drafts. */
const SEEN = new WeakMap<ProxyDraft, Seen>();
const FEW = 16;

function groupOf({ kind }: SwitchDraft): string {
  return kind === 'monitor-fail' ? 'monitor fail' : kind;
}

function hasFew({ rules, switches }: ProxyDraft): boolean {
  return rules.length + switches.length <= FEW;
}

function lookAt(draft: ProxyDraft): Seen {
  const { rules, switches } = draft;
  const seen = SEEN.get(draft) ?? { rules: 0, switches: 0, groups: new Set(), last: new Map() };
  SEEN.set(draft, seen);
  for (; seen.rules < rules.length; seen.rules++) {
    const rule = rules[seen.rules]!;
    seen.groups.add(rule.ruleset);
    seen.last.set(rule.ruleset, rule);
  }
  for (; seen.switches < switches.length; seen.switches++) seen.groups.add(groupOf(switches[seen.switches]!));
  return seen;
}

function hasGroup(draft: ProxyDraft, group: string): boolean {
  if (group === 'redirect' && draft.extra.has('redirects')) return true;
  if (!hasFew(draft)) return lookAt(draft).groups.has(group);
  return draft.rules.some(({ ruleset }) => ruleset === group) || draft.switches.some((one) => groupOf(one) === group);
}

function lastOf(draft: ProxyDraft, ruleset: Ruleset): RuleDraft | undefined {
  if (!hasFew(draft)) return lookAt(draft).last.get(ruleset);
  return draft.rules.findLast((rule) => rule.ruleset === ruleset);
}

/** Reports each group that runs later and already has rules in this proxy. */
export function warnMisplaced(draft: ProxyDraft, name: string, range: SourceRange, report: Report): void {
  const rank = (ORDER as readonly string[]).indexOf(name);
  if (rank < 0) return;
  const later = ORDER.find((group, place) => place > rank && hasGroup(draft, group) && warns(name, group));
  if (!later) return;
  const message = `a '${name}' rule placed after a '${later}' rule will still be processed before`;
  report('rule/order', range, message, { remedy: `move it in front of the '${later}' rules` });
}

function warns(name: string, later: string): boolean {
  // Both are chosen independently of each other.
  return !(name === 'use_backend' && later === 'use-server') && !(name === 'monitor fail' && later === 'use-server');
}

/** Reports a rule behind one that always ends its ruleset. */
export function warnNeverReached(draft: ProxyDraft, ruleset: Ruleset, range: SourceRange, report: Report): void {
  const last = lastOf(draft, ruleset);
  if (!last?.entry.final || last.condition) return;
  const message = `the '${ruleset} ${last.entry.name}' before it is final and has no condition, this rule never runs`;
  report('rule/never-reached', range, message);
}
