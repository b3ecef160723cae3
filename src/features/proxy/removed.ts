/** Words of proxies that HAProxy no longer has. What to write in their place is what the migration makes of them. */
import { define, type Entry } from '../../catalog/entry.js';

/** Words that were gone with a version. */
const GONE: Readonly<Record<string, readonly string[]>> = {
  '1.6': ['appsession'],
  '2.1': [
    ...['reqadd', 'reqrep', 'reqirep', 'reqdel', 'reqidel', 'reqdeny', 'reqideny', 'reqallow', 'reqiallow'],
    ...['reqpass', 'reqipass', 'reqtarpit', 'reqitarpit', 'reqsetbe', 'reqisetbe', 'block'],
    ...['rspadd', 'rsprep', 'rspirep', 'rspdel', 'rspidel', 'rspdeny', 'rspideny'],
    ...['redisp', 'redispatch', 'httpchk', 'transparent'],
  ],
  '2.7': ['monitor-net', 'bind-process'],
  '3.3': ['dispatch'],
};

export const removedEntries: readonly Entry[] = Object.entries(GONE).flatMap(([removed, names]) =>
  names.map((name) =>
    define.removed({
      ...{ name, was: 'directive', doc: '4.2', brief: 'No longer part of HAProxy.', since: '1.1', support: 'refused' },
      ...{ why: 'removed', removed },
    }),
  ),
);
