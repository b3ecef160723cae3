/**
 * What is loaded beside certificates: `ssl-load-extra-files`, `ssl-load-extra-del-ext`, `issuers-chain-path`,
 * `ssl-skip-self-issued-ca`; and how weak they may be: `ssl-security-level` (manual 3.1).
 */
import fs from 'node:fs';
import { type ArgKind, arg } from '../../catalog/arg.js';
import { define, type Entry } from '../../catalog/entry.js';
import { globalFlag, globalValue } from './global-row.js';

const KIND = arg.enumeration('kind', ['none', 'all', 'bundle', 'sctl', 'ocsp', 'issuer', 'key']);

/** A file in place of the folder is refused where it stands; a name of nothing is told by the kind it is made of. */
const FOLDER: ArgKind<string> = {
  ...arg.namedFile('dir', 'folder'),
  parse(text, site) {
    const name = arg.namedFile('dir', 'folder').parse(text, site);
    const stat = name === undefined ? undefined : fs.statSync(Buffer.from(name, 'latin1'), { throwIfNoEntry: false });
    if (!stat || stat.isDirectory()) return name;
    site.report('arg/invalid', text.range, `'issuers-chain-path' : ${name} is not a directory`);
    return undefined;
  },
};

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
  globalValue(
    { name: 'issuers-chain-path', since: '2.3', brief: 'Folder of chains for certificates that bring none.' },
    FOLDER,
    (global, folder) => {
      global.issuersChainPath = folder;
    },
  ),
  globalFlag({
    ...{ name: 'ssl-skip-self-issued-ca', since: '2.2' },
    brief: 'Sends chains without the authority at their end.',
  }),
  globalValue(
    { name: 'ssl-security-level', since: '3.0', brief: 'How weak keys and ciphers may be.' },
    arg.uint('number', { max: 5 }),
    (global, level) => {
      global.securityLevel = level;
    },
  ),
];
