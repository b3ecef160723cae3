/** `filter` and `filter-sequence` lines of proxies (manual 4.2, 9). What a filter does stands in its own row. */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { FilterDraft } from '../../catalog/draft.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import { OWN } from '../../catalog/section-set.js';

/** Filters of builds with the library of their name. */
const OF_BUILDS: ReadonlySet<string> = new Set(['opentelemetry', 'opentracing']);

function readFilter(site: DirectiveSite): void {
  const name = site.words.peek();
  if (!name) {
    site.words.expect(arg.nonEmpty('name'));
    return;
  }
  site.words.next();
  if (OF_BUILDS.has(name.value)) {
    site.report(
      'keyword/not-executed',
      name.range,
      `'filter ${name.value}' is accepted but has no effect: not executed`,
    );
    site.words.rest();
    return;
  }
  const entry = site.filter(name);
  if (!entry?.parse) {
    site.words.rest();
    return;
  }
  const draft = entry.parse(site);
  const { proxy } = site;
  if (!draft || !proxy) return;
  const drafts = (proxy.extra.get('filters') as readonly FilterDraft[] | undefined) ?? [];
  if (drafts.some(({ id }) => id === draft.id)) {
    site.report(
      'arg/invalid',
      name.range,
      `'filter' : the name '${draft.id}' is taken by another filter of this proxy`,
    );
    return;
  }
  proxy.extra.set('filters', [...drafts, draft]);
}

function readSequence({ words, proxy }: DirectiveSite): void {
  const side = words.expect(arg.enumeration('direction', ['request', 'response']));
  const list = side && words.expect(arg.nonEmpty('filter_list'));
  if (list !== undefined) proxy?.extra.set(`filter-sequence ${side}`, list.split(','));
}

export const entries: readonly DirectiveEntry[] = [
  define.directive({
    ...{ name: 'filter', brief: 'Puts a filter between clients and servers.', doc: '9#filter', since: '1.7' },
    ...{ support: 'full', sections: OWN, usage: 'filter <name> [param*]', parse: readFilter },
  }),
  define.directive({
    ...{ name: 'filter-sequence', brief: 'Order of the filters in one direction.', doc: '4.2#filter-sequence' },
    ...{ since: '3.4', support: 'full', sections: OWN, usage: 'filter-sequence {request | response} <filter_list>' },
    parse: readSequence,
  }),
];
