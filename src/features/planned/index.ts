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
function placesOf(entry: Entry): readonly string[] {
  const scopes =
    entry.kind === 'directive' || entry.kind === 'option'
      ? entry.sections
      : entry.kind === 'action'
        ? entry.rulesets
        : [''];
  return [entry.name, ...(entry.aliases ?? [])].flatMap((name) =>
    scopes.map((scope) => `${entry.kind} ${name} ${scope}`),
  );
}

/** Rows for what is missing in `rows`. */
export function plannedEntries(rows: readonly Entry[]): readonly Entry[] {
  const known = new Set(rows.flatMap(placesOf));
  const isNew = (entry: Entry) => !placesOf(entry).some((place) => known.has(place));
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
