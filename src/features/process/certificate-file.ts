/** Files that are looked for beside certificates: `ssl-load-extra-files`, `ssl-load-extra-del-ext` (manual 3.1). */
import { arg } from '../../catalog/arg.js';
import { define, type Entry } from '../../catalog/entry.js';
import { globalFlag } from './global-row.js';

const KIND = arg.enumeration('kind', ['none', 'all', 'bundle', 'sctl', 'ocsp', 'issuer', 'key']);

export const certificateFileEntries: readonly Entry[] = [
  define.directive({
    ...{ name: 'ssl-load-extra-files', doc: '3.1#ssl-load-extra-files', since: '2.1', support: 'full' },
    ...{ brief: 'Kinds of files that are looked for beside certificates.', sections: ['global'] },
    usage: 'ssl-load-extra-files <none|all|bundle|sctl|ocsp|issuer|key>*',
    parse({ words, global, report }) {
      const kinds = new Set<NonNullable<typeof global.extraFiles>[number]>();
      let alone: string | undefined;
      for (let count = 1; count === 1 || !words.done; count++) {
        const kind = words.expect(KIND);
        if (kind === undefined) return;
        if (kind === 'none' || kind === 'all') alone = kind;
        else kinds.add(kind);
        if (alone === undefined || count === 1) continue;
        report('arg/invalid', words.last, "'ssl-load-extra-files' : 'none' and 'all' stand alone");
        return;
      }
      global.extraFiles = alone === 'all' ? undefined : [...kinds];
    },
  }),
  globalFlag({
    ...{ name: 'ssl-load-extra-del-ext', doc: '3.1#ssl-load-extra-del-ext', since: '2.3' },
    brief: "Files beside 'name.crt' are called 'name.key' and so on.",
  }),
];
