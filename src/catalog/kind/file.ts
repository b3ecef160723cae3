/** Kinds of arguments that name files which must be there when the configuration is read (manual 3.1 `crt-base`, 5.1). */
import type { FileRole } from '../site.js';
import type { ArgKind } from './kind.js';
import { invalid } from './kind.js';

const NOUNS: Readonly<Record<FileRole, string>> = {
  crt: 'the certificate',
  'crt-list': 'the crt-list',
  ca: 'the ca-file',
  keys: 'the keys',
  folder: 'the folder',
  namespace: 'the network namespace',
};

const EXPECTED: Readonly<Partial<Record<FileRole, string>>> = {
  folder: 'the name of a folder',
  namespace: 'the name of a network namespace',
};

/** A file; one that is missing is reported, and its name is taken all the same. */
export function namedFile(label: string, role: FileRole): ArgKind<string> {
  const self: ArgKind<string> = {
    ...{ label, type: 'string', expects: EXPECTED[role] ?? 'the name of a file', optional: false },
    parse(text, site) {
      if (text.value === '') return invalid(self, text, site);
      const found = site.findFile?.(role, text);
      if (found?.isThere === false) {
        const message = `unable to ${role in EXPECTED ? 'open' : 'load'} ${NOUNS[role]} '${found.place}' : No such file or directory`;
        site.report('file/unreadable', text.range, message);
      }
      return found?.name ?? text.value;
    },
  };
  return self;
}
