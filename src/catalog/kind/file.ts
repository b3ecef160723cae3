/** Kinds of arguments that name files which must be there when the configuration is read (manual 3.1 `crt-base`, 5.1). */
import type { FileRole } from '../site.js';
import type { ArgKind } from './kind.js';
import { invalid } from './kind.js';

const NOUNS: Readonly<Record<FileRole, string>> = {
  crt: 'the certificate',
  'crt-list': 'the crt-list',
  ca: 'the ca-file',
  keys: 'the keys',
};

/** A file of TLS; one that is missing is reported, and its name is taken all the same. */
export function tlsFile(label: string, role: FileRole): ArgKind<string> {
  const self: ArgKind<string> = {
    ...{ label, type: 'string', expects: 'the name of a file', optional: false },
    parse(text, site) {
      if (text.value === '') return invalid(self, text, site);
      if (site.hasFile?.(role, text.value) === false) {
        const message = `unable to load ${NOUNS[role]} '${text.value}' : No such file or directory`;
        site.report('file/unreadable', text.range, message);
      }
      return text.value;
    },
  };
  return self;
}
