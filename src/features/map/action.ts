/** `set-map(name)`, `del-map(name)` (manual 4.4), and the actions on pattern files of ACLs, which are refused. */
import type { ActionSite } from '../../catalog/directive-site.js';
import type { Action, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { MapFile } from '../../model/map-store.js';
import type { Ruleset } from '../../model/ruleset.js';
import { Verdict } from '../../model/verdict.js';
import { openMap } from './open-map.js';

const RULESETS: readonly Ruleset[] = ['http-request', 'http-response', 'http-after-response'];

/** The map between the parentheses behind the action's name. */
function takeMap(site: ActionSite): MapFile | undefined {
  const text = site.suffix?.value ?? '';
  const range = site.suffix?.range ?? site.keyword;
  if (text.startsWith('(') && text.endsWith(')')) return openMap({ value: text.slice(1, -1), range }, site);
  site.report('arg/missing', range, `expects the name of a map between parentheses, found '${text}'`);
  return undefined;
}

function compileSet(site: ActionSite): Action | undefined {
  const map = takeMap(site);
  const key = map && site.format('plain');
  const value = key && site.format('plain');
  if (!map || !key || !value) return undefined;
  return (stream) => {
    const wanted = key(stream);
    const text = value(stream);
    const entries = map.find(wanted);
    if (entries.length === 0) map.add(wanted, text);
    else for (const entry of entries) map.change(entry, text);
    return Verdict.Continue;
  };
}

function compileDelete(site: ActionSite): Action | undefined {
  const map = takeMap(site);
  const key = map && site.format('plain');
  if (!map || !key) return undefined;
  return (stream) => {
    for (const entry of map.find(key(stream))) map.remove(entry);
    return Verdict.Continue;
  };
}

const REFUSED = [
  { name: 'add-acl', brief: 'Adds a pattern to an ACL.', rulesets: ['http-request', 'http-response'] },
  { name: 'del-acl', brief: 'Removes a pattern from an ACL.', rulesets: RULESETS },
] as const;

export const entries: readonly Entry[] = [
  define.action({
    name: 'set-map',
    doc: '4.4#set-map',
    brief: 'Gives a key of a map another value, or adds it.',
    since: '1.5',
    support: 'full',
    rulesets: RULESETS,
    match: 'prefix',
    usage: 'set-map(<map-name>) <key fmt> <value fmt>',
    compile: compileSet,
  }),
  define.action({
    name: 'del-map',
    doc: '4.4#del-map',
    brief: 'Removes a key from a map.',
    since: '1.5',
    support: 'full',
    rulesets: RULESETS,
    match: 'prefix',
    usage: 'del-map(<map-name>) <key fmt>',
    compile: compileDelete,
  }),
  ...REFUSED.map(({ name, brief, rulesets }) =>
    define.action({
      name,
      doc: `4.4#${name}`,
      brief,
      since: '1.5',
      support: 'refused',
      why: 'Patterns of ACLs cannot be changed while the process runs yet.',
      rulesets,
      match: 'prefix',
      usage: `${name}(<file-name>) <key fmt>`,
      compile: (site) => {
        site.report('keyword/refused', site.keyword, `'${name}' is not executed`);
        return undefined;
      },
    }),
  ),
];
