/** Filters of a proxy, in the places that `filter-sequence` gives them (manual 4.2, 9). */
import type { FilterDraft, ProxyDraft } from '../catalog/draft.js';
import type { Filter, FlowSide } from '../model/filter.js';
import type { Scope } from './scope.js';

/** Makes them; undefined where there is none. */
export function compileFilters(draft: ProxyDraft, scope: Scope): readonly Filter[] | undefined {
  const drafts = draft.extra.get('filters') as readonly FilterDraft[] | undefined;
  if (!drafts) return undefined;
  const named = filtersOfRules(draft);
  const filters: Filter[] = [];
  for (const [index, found] of drafts.entries()) {
    const ranks = {
      request: rankOf(draft, 'request', found, index),
      response: rankOf(draft, 'response', found, index),
    };
    const filter = found.compile(scope, { owner: scope.proxyName, ranks });
    if (!filter) continue;
    filters.push(filter);
    if (!named.has(filter.id)) found.check?.(filter, scope);
  }
  return filters;
}

/** A sequence names rows; filters of one row keep the order of their lines. */
function rankOf({ extra }: ProxyDraft, side: FlowSide, { name }: FilterDraft, index: number): number {
  const sequence = extra.get(`filter-sequence ${side}`) as readonly string[] | undefined;
  if (!sequence) return index;
  const at = sequence.indexOf(name);
  return at < 0 ? -1 : at * 100 + index;
}

function filtersOfRules({ rules }: ProxyDraft): ReadonlySet<string> {
  const names = rules.flatMap(({ entry, words }) =>
    entry.name === 'set-bandwidth-limit' ? (words[0]?.value ?? []) : [],
  );
  return new Set(names);
}
