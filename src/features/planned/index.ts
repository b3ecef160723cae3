/**
 * Every word of HAProxy 3.5's configuration that no slice executes: it is reported as not executed, never as unknown. A slice
 * that takes a word over takes its row away from here: two rows of one word make no catalog.
 */
import type { Entry } from '../../catalog/entry.js';
import { cacheEntries } from './cache.js';
import { certificateEntries } from './certificate.js';
import { fcgiEntries } from './fcgi.js';
import { plannedFilters, plannedFilterWords } from './filter.js';
import { plannedGlobalWords } from './global-word.js';
import { logEntries } from './log-forward.js';
import { plannedProxyWords } from './proxy-word.js';
import { plannedSections } from './section.js';
import { spoeEntries } from './spoe.js';
import { tracesEntries } from './traces.js';

export const entries: readonly Entry[] = [
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
  ...plannedFilters,
];
