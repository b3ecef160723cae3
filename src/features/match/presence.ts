/** Match methods `found` and `bin` (manual 7.1, 7.1.5). */
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { Binary } from '../../model/value.js';

export const entries: readonly Entry[] = [
  define.matcher({
    name: 'found',
    brief: 'There is a value, whatever it is.',
    doc: '7.1#found',
    since: '1.5',
    support: 'full',
    in: 'any',
    ignoresPatterns: true,
    compile: () => () => true,
  }),
  define.matcher({
    name: 'bin',
    brief: 'The bytes of the value are those of one of the patterns, which are written as hexadecimal digits.',
    doc: '7.1.5#bin',
    since: '1.5',
    support: 'full',
    in: 'bin',
    compile: ({ patterns }, site) => {
      const known = new Set<string>();
      let ok = true;
      for (const { value, range } of patterns) {
        if (/^(?:[0-9A-Fa-f]{2})+$/.test(value)) known.add(Buffer.from(value, 'hex').toString('latin1'));
        else {
          site.report('acl/bad-pattern', range, `'${value}' is not an even number of hexadecimal digits`);
          ok = false;
        }
      }
      return ok ? (value) => value instanceof Binary && known.has(value.bytes) : undefined;
    },
  }),
];
