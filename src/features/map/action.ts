/**
 * `set-map(name)`, `del-map(name)`, `add-acl(name)`, `del-acl(name)` (manual 4.4): change maps and pattern files that something
 * else uses. A name that nothing uses is taken, as HAProxy does; there is nothing to change then.
 */
import type { ActionSite } from '../../catalog/directive-site.js';
import type { Action, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { Format } from '../../catalog/site.js';
import type { MapFile } from '../../model/map-store.js';
import type { Ruleset } from '../../model/ruleset.js';
import { Verdict } from '../../model/verdict.js';

const RULESETS: readonly Ruleset[] = ['http-request', 'http-response', 'http-after-response'];
const ADD_RULESETS: readonly Ruleset[] = ['http-request', 'http-response'];

/** Finds the list when a rule runs: all lines were read by then. */
type FindList = () => MapFile | undefined;

/** The list between the parentheses behind the action's name. */
function takeList(site: ActionSite): FindList | undefined {
  const text = site.suffix?.value ?? '';
  const range = site.suffix?.range ?? site.keyword;
  if (text.length > 2 && text.startsWith('(') && text.endsWith(')')) {
    const name = text.slice(1, -1).replace(/^(?:file|opt)@/, '');
    const { maps } = site.live;
    let found: MapFile | undefined;
    return () => {
      found ??= maps.get(name);
      return found;
    };
  }
  site.report('arg/missing', range, `expects the name of a file between parentheses, found '${text}'`);
  return undefined;
}

function compileSet(site: ActionSite): Action | undefined {
  const find = takeList(site);
  const key = find && site.format('plain');
  const value = key && site.format('plain');
  if (!find || !key || !value) return undefined;
  return (stream) => {
    const map = find();
    if (map === undefined) return Verdict.Continue;
    const wanted = key(stream);
    const text = value(stream);
    const entries = map.find(wanted);
    if (entries.length === 0) map.add(wanted, text);
    else for (const entry of entries) map.change(entry, text);
    return Verdict.Continue;
  };
}

/** An action on one key. */
function compileOnKey(apply: (list: MapFile, key: string) => void): (site: ActionSite) => Action | undefined {
  return (site) => {
    const find = takeList(site);
    const key: Format | undefined = find && site.format('plain');
    if (!find || !key) return undefined;
    return (stream) => {
      const list = find();
      if (list !== undefined) apply(list, key(stream));
      return Verdict.Continue;
    };
  };
}

function addOnce(list: MapFile, key: string): void {
  if (list.find(key).length === 0) list.add(key, '');
}

function removeAll(list: MapFile, key: string): void {
  for (const entry of list.find(key)) list.remove(entry);
}

const shared = { since: '1.5', support: 'full', match: 'prefix' } as const;

export const entries: readonly Entry[] = [
  define.action({
    ...shared,
    name: 'set-map',
    doc: '4.4#set-map',
    brief: 'Gives a key of a map another value, or adds it.',
    rulesets: RULESETS,
    usage: 'set-map(<map-name>) <key fmt> <value fmt>',
    compile: compileSet,
  }),
  define.action({
    ...shared,
    name: 'del-map',
    doc: '4.4#del-map',
    brief: 'Removes a key from a map.',
    rulesets: RULESETS,
    usage: 'del-map(<map-name>) <key fmt>',
    compile: compileOnKey(removeAll),
  }),
  define.action({
    ...shared,
    name: 'add-acl',
    doc: '4.4#add-acl',
    brief: 'Adds a pattern to a pattern file of ACLs unless it is there.',
    rulesets: ADD_RULESETS,
    usage: 'add-acl(<file-name>) <key fmt>',
    compile: compileOnKey(addOnce),
  }),
  define.action({
    ...shared,
    name: 'del-acl',
    doc: '4.4#del-acl',
    brief: 'Removes a pattern from a pattern file of ACLs.',
    rulesets: RULESETS,
    usage: 'del-acl(<file-name>) <key fmt>',
    compile: compileOnKey(removeAll),
  }),
];
