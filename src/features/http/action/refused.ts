/** Actions on HTTP messages that HAProxy has and Hawser does not run yet; refused, because rules rely on them. */
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Ruleset } from '../../../model/ruleset.js';

interface Row {
  readonly name: string;
  readonly usage: string;
  readonly brief: string;
  readonly since: string;
  readonly rulesets: readonly Ruleset[];
  readonly why: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'cache-use',
    usage: 'cache-use <name> [no-early-hints]',
    brief: 'Answers from a cache.',
    since: '1.8',
    rulesets: ['http-request'],
    why: 'The HTTP cache is not built yet.',
  },
  {
    name: 'cache-store',
    usage: 'cache-store <name>',
    brief: 'Stores the response in a cache.',
    since: '1.8',
    rulesets: ['http-response'],
    why: 'The HTTP cache is not built yet.',
  },
];

export const entries: readonly Entry[] = ROWS.map((row) =>
  define.action({
    ...row,
    doc: `4.4#${row.name}`,
    support: 'refused',
    compile: (site) => {
      site.report('keyword/refused', site.keyword, `'${row.name}' is not executed: ${row.why}`);
      return undefined;
    },
  }),
);
