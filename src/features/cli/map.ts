/**
 * Maps and patterns of ACLs while they are used (management.txt 9.3 `show map`, `add acl`, ...). They are named by file or
 * `#id`; both kinds of commands differ in words only.
 */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import type { MapEntry, MapFile, MapRole, MapTrial } from '../../model/map-store.js';
import type { Runtime } from '../../model/runtime.js';
import { type MapVersions, versionsOf } from './map-version.js';

/** What a command is about: `map` or `ACL` in messages. */
interface Noun {
  readonly role: MapRole;
  readonly title: string;
}

const MAP: Noun = { role: 'map', title: 'map' };
const ACL: Noun = { role: 'acl', title: 'ACL' };

function unknown({ title }: Noun): AdminAnswer {
  return failure(`Unknown ${title} identifier. Please use #<id> or <file>.\n`);
}

function findList({ maps }: Runtime, text: string, { role }: Noun): MapFile | undefined {
  if (maps === undefined) return undefined;
  const found = text.startsWith('#')
    ? maps.all().find(({ id }) => id === Number(text.slice(1)))
    : maps.get(text.replace(/^(?:file|opt)@/, ''));
  return found?.is(role) ? found : undefined;
}

/** A list, the version that was named, and the words behind. */
interface Target {
  readonly map: MapFile;
  readonly versions: MapVersions;
  /** undefined: none was named. */
  readonly version: number | undefined;
  readonly rest: readonly string[];
}

/** Reads `[@<version>] <map> ...`. @returns the answer `missing` if no list is named */
function parseTarget(
  { runtime, args }: AdminRequest,
  noun: Noun,
  missing: AdminAnswer,
  notFound: AdminAnswer = unknown(noun),
): Target | { readonly answer: AdminAnswer } {
  const version = args[0]?.startsWith('@') ? Number(args[0].slice(1)) : undefined;
  const [name, ...rest] = version === undefined ? args : args.slice(1);
  if (name === undefined) return { answer: missing };
  const map = findList(runtime, name, noun);
  return map === undefined ? { answer: notFound } : { map, versions: versionsOf(map), version, rest };
}

/** A reference as dumps show it, and as `#0x12` names it. */
function renderReference(id: number): string {
  return `0x${id.toString(16).padStart(8, '0')}`;
}

/** `#0x12`. */
const REFERENCE = /^#0x[0-9a-f]+$/i;

/** Entries that a word names: all of a key, or the one of a reference. */
function findEntries(map: MapFile, word: string): readonly MapEntry[] {
  if (!REFERENCE.test(word)) return map.find(word);
  const entry = map.byId(Number.parseInt(word.slice(3), 16));
  return entry === undefined ? [] : [entry];
}

function renderEntry({ hasValues }: MapFile, id: number, key: string, value: string): string {
  return hasValues ? `${renderReference(id)} ${key} ${value}\n` : `${renderReference(id)} ${key}\n`;
}

/** Carriage returns and line feeds cannot be in a list; what else is odd stays as it is. */
function* renderEntries(map: MapFile): Iterable<string> {
  for (const { id, key, value } of map.entries()) yield renderEntry(map, id, key, value);
}

function* renderList(runtime: Runtime, { role }: Noun): Iterable<string> {
  yield '# id (file) description\n';
  for (const map of runtime.maps?.all() ?? []) {
    if (!map.is(role)) continue;
    const { current, next, size } = versionsOf(map);
    yield `${map.id} (${map.name}) ${map.description}. curr_ver=${current} next_ver=${next} entry_cnt=${size}\n`;
  }
}

/** A command on either kind. */
type Command = (noun: Noun) => CliEntry['run'];

const show: Command = (noun) => (request) => {
  if (request.args.length === 0) return renderList(request.runtime, noun);
  const target = parseTarget(request, noun, unknown(noun));
  if ('answer' in target) return target.answer;
  const { map, versions, version } = target;
  if (version === undefined || version === versions.current) return renderEntries(map);
  return versions.staged(version).map(({ key, value }, index) => renderEntry(map, index + 1, key, value));
};

const ADD_USAGE = {
  map: "'add map' expects three parameters (map identifier, key and value) or one parameter (map identifier) and a payload\n",
  acl: "'add acl' expects two parameters: ACL identifier and pattern.\n",
} as const;

/** Keys and values of a payload: the first word of a line, and the rest; lines are patterns where there are no values. */
function parsePayload(payload: string, hasValues: boolean): readonly (readonly [key: string, value: string])[] {
  return payload.split('\n').flatMap((line) => {
    const parts = (hasValues ? /^[ \t]*([^ \t]+)[ \t]*(.*)$/ : /^[ \t]*(.+?)()[ \t]*$/).exec(line);
    return parts === null ? [] : [[parts[1]!, parts[2]!] as const];
  });
}

const add: Command = (noun) => (request) => {
  const usage = failure(ADD_USAGE[noun.role]);
  const target = parseTarget(request, noun, usage);
  if ('answer' in target) return target.answer;
  const { map, versions, rest } = target;
  if (noun.role === 'acl' && map.hasValues) {
    return failure(
      "This ACL is shared with a map containing samples. You must use the command 'add map' to add values.\n",
    );
  }
  const [key, value] = rest;
  const pairs = key === undefined ? parsePayload(request.payload ?? '', map.hasValues) : [[key, value ?? ''] as const];
  if (key === undefined ? request.payload === undefined : noun.role === 'map' && value === undefined) return usage;
  for (const [eachKey, eachValue] of pairs) {
    if (noun.role === 'map' && key === undefined && eachValue === '') {
      return failure(`Missing value for key '${eachKey}'.\n`);
    }
    const problem = versions.add(target.version ?? versions.current, eachKey, eachValue);
    if (problem !== undefined) return failure(`${problem}\n`);
  }
  return '';
};

const set: Command = (noun) => (request) => {
  const usage = failure("'set map' expects three parameters: map identifier, key and value.\n");
  const target = parseTarget(request, noun, usage);
  if ('answer' in target) return target.answer;
  const [key, value] = target.rest;
  if (key === undefined || value === undefined) return usage;
  const found = findEntries(target.map, key);
  if (found.length === 0) return failure(REFERENCE.test(key) ? 'key or pattern not found.\n' : 'entry not found.\n');
  for (const entry of found) {
    const problem = target.map.change(entry, value);
    if (problem !== undefined) return failure(`${problem}\n`);
  }
  return '';
};

const del: Command = (noun) => (request) => {
  const usage = failure(`This command expects two parameters: ${noun.title} identifier and key.\n`);
  const target = parseTarget(request, noun, usage, unknown(MAP));
  if ('answer' in target) return target.answer;
  const [key] = target.rest;
  if (key === undefined) return usage;
  const found = findEntries(target.map, key);
  if (found.length === 0) return failure('Key not found.\n');
  for (const entry of found) target.map.remove(entry);
  return '';
};

/** Names of sample types by the outputs of maps. */
const OUTPUTS: ReadonlyMap<string, string> = new Map([
  ['str', 'str'],
  ['key', 'str'],
  ['int', 'sint'],
  ['ip', 'addr'],
]);

/** Methods that look up in a tree if case counts; others go through a list. */
const TREES = new Set(['str', 'beg', 'ip']);

function renderTrial({ method, output, entry, ignoreCase }: MapTrial, { role }: Noun): string {
  const head = `type=${method}, case=${ignoreCase ? 'insensitive' : 'sensitive'}, ${role === 'acl' ? 'match' : 'found'}`;
  if (entry === undefined) return `${head}=no\n`;
  const index = TREES.has(method) && (method === 'ip' || !ignoreCase) ? 'tree' : 'list';
  if (role === 'acl') return `${head}=yes, idx=${index}, pattern="${entry.key}"\n`;
  const found = `${head}=yes, idx=${index}, key="${entry.key}"`;
  if (output === undefined) return `${found}, value=none\n`;
  return `${found}, value="${entry.value}", type="${OUTPUTS.get(output) ?? output}"\n`;
}

const get: Command = (noun) => (request) => {
  const usage = failure(`Missing ${noun.title} identifier and/or key.\n`);
  const target = parseTarget(request, noun, usage);
  if ('answer' in target) return target.answer;
  const [text] = target.rest;
  if (text === undefined) return usage;
  return target.map.listeners.map((listener) => {
    const trial = listener.tryOut?.(text);
    return trial === undefined ? '' : renderTrial(trial, noun);
  });
};

const clear: Command = (noun) => (request) => {
  const target = parseTarget(request, noun, failure(`Missing ${noun.title} identifier.\n`));
  if ('answer' in target) return target.answer;
  target.versions.clear(target.version ?? target.versions.current);
  return '';
};

const prepare: Command = (noun) => (request) => {
  const target = parseTarget(request, noun, unknown(noun));
  if ('answer' in target) return target.answer;
  return remark('info', `New version created: ${target.versions.prepare()}\n`);
};

const commit: Command = (noun) => (request) => {
  if (!request.args[0]?.startsWith('@')) return failure('Missing version number.\n');
  const target = parseTarget(request, noun, failure(`Missing ${noun.title} identifier.\n`));
  if ('answer' in target) return target.answer;
  return target.versions.commit(target.version ?? -1) ? '' : failure('Version number out of range.\n');
};

/** Rows differ in words and in what they do. HAProxy asks for no level. */
function row(verb: string, noun: Noun, args: string, since: string, brief: string, command: Command): CliEntry {
  const words = [verb, noun.role];
  return define.cli({
    words,
    usage: `${words.join(' ')} ${args}`,
    doc: `management 9.3#${words.join(' ')}`,
    since,
    support: 'full',
    brief,
    level: 'user',
    run: command(noun),
  });
}

export const entries: readonly CliEntry[] = [
  row('show', MAP, '[@<ver>] [map]', '1.5', 'Lists maps, or the entries of one.', show),
  row('add', MAP, '[@<ver>] <map> <key> <val>', '1.5', 'Adds entries to a map.', add),
  row('set', MAP, '<map> [<key>|#<ref>] <value>', '1.5', 'Changes entries of a map.', set),
  row('del', MAP, '<map> [<key>|#<ref>]', '1.5', 'Removes entries from a map.', del),
  row('get', MAP, '<map> <value>', '1.5', 'Shows which entries of a map match.', get),
  row('clear', MAP, '[@<ver>] <map>', '1.5', 'Removes all entries of a map.', clear),
  row('prepare', MAP, '<map>', '2.4', 'Starts a new version of a map.', prepare),
  row('commit', MAP, '@<ver> <map>', '2.4', 'Puts a version of a map into effect.', commit),
  row('show', ACL, '[@<ver>] <acl>', '1.5', 'Lists ACLs, or the patterns of one.', show),
  row('add', ACL, '[@<ver>] <acl> <pattern>', '1.5', 'Adds patterns to an ACL.', add),
  row('del', ACL, '<acl> [<key>|#<ref>]', '1.5', 'Removes patterns from an ACL.', del),
  row('get', ACL, '<acl> <value>', '1.5', 'Shows which patterns of an ACL match.', get),
  row('clear', ACL, '[@<ver>] <acl>', '1.5', 'Removes all patterns of an ACL.', clear),
  row('prepare', ACL, '<acl>', '2.4', 'Starts a new version of an ACL.', prepare),
  row('commit', ACL, '@<ver> <acl>', '2.4', 'Puts a version of an ACL into effect.', commit),
];
