/** Words of the global section that HAProxy no longer has. */
import { define, type RemovedEntry } from '../../catalog/entry.js';

function removed(name: string, version: string): RemovedEntry {
  return define.removed({
    ...{ name, doc: '3.1', brief: 'No longer part of HAProxy.', since: '1.1', support: 'refused', why: 'removed' },
    ...{ was: 'directive', removed: version },
  });
}

export const removedEntries: readonly RemovedEntry[] = [
  removed('nbproc', '2.5'),
  removed('tune.chksize', '2.4'),
  removed('master-worker', '3.5'),
];
