/**
 * Every word of HAProxy 3.5's configuration that no slice executes: it is reported as not executed, never as unknown.
 * `plannedEntries` looks at the rows that exist, so that a slice that takes a word over need not touch this one.
 */
import type { Entry } from '../../catalog/entry.js';
import { cacheEntries } from './cache.js';
import { certificateEntries } from './certificate.js';
import { fcgiEntries } from './fcgi.js';
import { plannedFilterWords } from './filter.js';
import { plannedGlobalWords } from './global-word.js';
import { logEntries } from './log-forward.js';
import { plannedProxyWords } from './proxy-word.js';
import { plannedSamples } from './sample.js';
import { plannedSections } from './section.js';
import { spoeEntries } from './spoe.js';
import { tracesEntries } from './traces.js';

/** Where a row stands: directives of one name in different sections are different words. */
function scopesOf(entry: Entry): readonly string[] {
  if (entry.kind === 'directive' || entry.kind === 'option') return entry.sections;
  return entry.kind === 'action' ? entry.rulesets : EVERYWHERE;
}

const EVERYWHERE: readonly string[] = [''];

const namesOf = ({ name, aliases }: Entry): readonly string[] => (aliases ? [name, ...aliases] : [name]);

/** Rows by name, of all kinds. */
function byName(rows: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const known = new Map<string, Entry[]>();
  for (const row of rows) {
    for (const name of namesOf(row)) {
      const same = known.get(name);
      if (same) same.push(row);
      else known.set(name, [row]);
    }
  }
  return known;
}

function isSamePlace(entry: Entry, row: Entry): boolean {
  if (entry.kind !== row.kind) return false;
  const scopes = scopesOf(row);
  return scopesOf(entry).some((scope) => scopes.includes(scope));
}

/** Rows for what is missing in `rows`. */
export function plannedEntries(rows: readonly Entry[]): readonly Entry[] {
  const known = byName(rows);
  const isNew = (entry: Entry) =>
    !namesOf(entry).some((name) => known.get(name)?.some((row) => isSamePlace(entry, row)) === true);
  return [
    ...[
      ...plannedSections,
      ...cacheEntries,
      ...logEntries,
      ...fcgiEntries,
      ...certificateEntries,
      ...tracesEntries,
      ...spoeEntries,
      ...plannedFilterWords,
      ...plannedProxyWords,
      ...plannedGlobalWords,
      ...plannedSamples,
    ].filter(isNew),
  ];
}
