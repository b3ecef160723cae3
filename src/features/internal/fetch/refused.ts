/** Fetches of internals that are known and not run: measures of HAProxy's scheduler, filters that do not exist here. */
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches, refusedFetch } from '../../../catalog/fetch-row.js';
import { USE_PROCESS } from '../../../model/use.js';

const SCHEDULER = 'Hawser has no tasks and threads whose time is measured.';

const MEASURES: readonly (readonly [name: string, what: string])[] = [
  ['cpu_calls', "Calls of the stream's task."],
  ['cpu_ns_avg', "Processor time of a call of the stream's task."],
  ['cpu_ns_tot', "Processor time of the stream's task."],
  ['cpu_usage_grp', 'Load of the group of threads.'],
  ['cpu_usage_proc', 'Load of the process.'],
  ['cpu_usage_thr', 'Load of the thread.'],
  ['lat_ns_avg', "Latency of a call of the stream's task."],
  ['lat_ns_tot', "Latency of the stream's task."],
];

export const entries: readonly Entry[] = [
  ...MEASURES.map(([name, brief]) =>
    refusedFetch({
      ...{ name, brief, out: 'sint', use: USE_PROCESS, doc: `7.3.2#${name}`, since: '2.4', why: SCHEDULER },
    }),
  ),
  refusedFetch({
    ...{ name: 'term_events', out: 'str', use: USE_PROCESS, doc: '7.3.2#term_events', since: '3.2' },
    brief: 'Events that ended the parts of a stream.',
    why: "They are those of HAProxy's own layers.",
  }),
  plainFetches('7.3.2', USE_PROCESS)('spoe.engine-id', 'str', 'Identifier of the SPOE filter.', () => undefined, {
    since: '3.1',
    support: 'partial',
    why: 'There are no SPOE filters, so that there is never an identifier.',
  }),
];
