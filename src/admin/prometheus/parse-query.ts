/** What a request for metrics asks for: parameters of its query, as HAProxy's exporter takes them. */

const SCOPES = ['global', 'frontend', 'listener', 'backend', 'server', 'sticktable', 'resolver'] as const;
export type Scope = (typeof SCOPES)[number];

export interface MetricQuery {
  readonly scopes: ReadonlySet<Scope>;
  /** Servers in maintenance are left out. */
  readonly noMaintenance: boolean;
  /** Figures of protocols too. */
  readonly extraCounters: boolean;
  /** Descriptions of proxies as labels. */
  readonly descriptions: boolean;
  /** Whether a family is wanted. */
  wants(name: string): boolean;
}

/** Parameters as they come in, one after the other. */
interface Draft {
  scopes: Set<Scope>;
  /** The first `scope` takes the place of what is shown without one. */
  scoped: boolean;
  noMaintenance: boolean;
  extraCounters: boolean;
  descriptions: boolean;
  readonly included: Set<string>;
  readonly excluded: Set<string>;
}

/** A part of a query as a form encodes it; undefined if it is not well-formed. */
function decode(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  return text
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function addScope(draft: Draft, value: string | undefined): boolean {
  if (!draft.scoped) draft.scopes.clear();
  draft.scoped = true;
  if (value === '') draft.scopes.clear();
  else if (value === '*') draft.scopes = new Set(SCOPES);
  else {
    const scope = SCOPES.find((name) => name === value);
    if (scope === undefined) return false;
    draft.scopes.add(scope);
  }
  return true;
}

/** `name,name` shows only these, `-name` all but these. */
function addNames(draft: Draft, value: string | undefined): boolean {
  if (value === undefined) return false;
  for (const name of value.split(',')) {
    if (name.startsWith('-')) draft.excluded.add(name.slice(1));
    else if (name !== '') draft.included.add(name);
  }
  return true;
}

/** False: no such value. Parameters that are not known change nothing. */
function apply(draft: Draft, key: string, value: string | undefined): boolean {
  switch (key) {
    case 'scope':
      return addScope(draft, value);
    case 'metrics':
      return addNames(draft, value);
    case 'no-maint':
      draft.noMaintenance = true;
      return true;
    case 'extra-counters':
      draft.extraCounters = true;
      return true;
    case 'desc-labels':
      draft.descriptions = true;
      return true;
    default:
      return true;
  }
}

/** @returns undefined for a query that makes no sense: the request is a bad one */
export function parseMetricQuery(uri: string): MetricQuery | undefined {
  const draft: Draft = {
    ...{ scopes: new Set(SCOPES), scoped: false, noMaintenance: false, extraCounters: false, descriptions: false },
    ...{ included: new Set(), excluded: new Set() },
  };
  const start = uri.indexOf('?');
  const query = start < 0 ? '' : uri.slice(start + 1).replace(/#.*/s, '');
  for (const part of query.split('&')) {
    const [text = '', ...rest] = part.split('=');
    const key = decode(text);
    const value = rest.length === 0 ? '' : decode(rest.join('='));
    if (key === undefined || value === undefined) return undefined;
    if (!apply(draft, key, rest.length === 0 ? undefined : value)) return undefined;
  }
  const { scopes, noMaintenance, extraCounters, descriptions, included, excluded } = draft;
  const all = included.size === 0 || included.has('*');
  const wants = (name: string): boolean => !excluded.has(name) && (all || included.has(name));
  return { scopes, noMaintenance, extraCounters, descriptions, wants };
}
