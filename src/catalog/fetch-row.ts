/** Short forms of rows of sample fetches: without arguments, and those that are known but not run. */

import type { UsePoint } from '../model/ruleset.js';
import type { SampleType } from '../model/value.js';
import type { ArgKind } from './arg.js';
import type { Fetch, FetchEntry } from './entry.js';
import { define } from './entry.js';

/** What may differ from the usual: full support, since 1.5. */
type More = Partial<Pick<FetchEntry, 'aliases' | 'listedOut' | 'since' | 'support' | 'why' | 'doc' | 'deprecated'>>;

/** Makes rows of fetches without arguments that share a chapter of the manual and where they may stand. */
export function plainFetches(
  chapter: string,
  use: readonly UsePoint[],
): (name: string, out: SampleType, brief: string, read: Fetch, more?: More) => FetchEntry {
  return (name, out, brief, read, more = {}) =>
    define.fetch({
      ...{ name, brief, out, use, since: '1.5', support: 'full', doc: `${chapter}#${name}`, args: [] },
      ...more,
      compile: () => read,
    });
}

/** A fetch that HAProxy has and we do not run. */
export interface RefusedFetch {
  readonly name: string;
  readonly out: SampleType;
  readonly use: readonly UsePoint[];
  readonly doc: string;
  readonly brief: string;
  readonly why: string;
  readonly args?: readonly ArgKind<unknown>[];
  readonly since?: string;
}

/** The row of a fetch that is not run: it is refused with its reason wherever it stands. */
export function refusedFetch({ args = [], since = '1.5', ...row }: RefusedFetch): FetchEntry {
  return define.fetch({ ...row, since, args, support: 'refused', compile: () => undefined });
}
