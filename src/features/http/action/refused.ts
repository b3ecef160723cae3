/** Actions on HTTP messages that HAProxy has and Hawser does not run yet; refused, because rules rely on them. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import { type Action, define, type Entry } from '../../../catalog/entry.js';
import type { Ruleset } from '../../../model/ruleset.js';
import { Verdict } from '../../../model/verdict.js';

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

/** Stands for what is checked and never run. */
const NOTHING: Action = () => Verdict.Continue;

/** The name of a cache, which must be there. */
function checkCache(site: ActionSite): Action | undefined {
  const name = site.words.expect(arg.any('name', 'the name of a cache section'));
  if (!name) return undefined;
  if (site.ruleset === 'http-request') site.words.take('no-early-hints');
  if (site.sectionNamed('cache', name.value)) return NOTHING;
  site.report('section/missing', name.range, `unable to find the cache section '${name.value}'`);
  return NOTHING;
}

export const entries: readonly Entry[] = ROWS.map((row) =>
  define.action({ ...row, doc: `4.4#${row.name}`, support: 'refused', compile: checkCache }),
);
