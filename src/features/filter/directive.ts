/** `filter` and `filter-sequence` lines of proxies (manual 4.2, 9). What a filter does stands in its own row. */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { FilterDraft } from '../../catalog/draft.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import { OWN } from '../../catalog/section-set.js';
import type { ArgText } from '../../catalog/text.js';

/** A filter of builds with the library of its name. */
const OF_BUILDS = 'opentelemetry';

/** A filter that went away with 3.5 (manual 9.6). */
const REMOVED = 'opentracing';

/** What can be said of filters that have no row; true if there was something. */
function readAbsent({ report, words }: DirectiveSite, { value, range }: ArgText): boolean {
  if (value === OF_BUILDS) {
    report('keyword/not-executed', range, `'filter ${value}' is accepted but has no effect: not executed`);
  } else if (value === REMOVED) {
    const message = `'filter ${value}' is not supported any more since HAProxy 3.5; use: filter ${OF_BUILDS}`;
    report('keyword/removed', range, message);
  } else return false;
  words.rest();
  return true;
}

function readFilter(site: DirectiveSite): void {
  const name = site.words.peek();
  if (!name) {
    site.words.expect(arg.nonEmpty('name'));
    return;
  }
  site.words.next();
  if (readAbsent(site, name)) return;
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
