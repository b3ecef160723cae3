/** Maps while they are used (management.txt 9.3 `show map`, `add map`, `set map`, ...). They are named by file or `#id`. */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import type { MapEntry, MapFile, MapTrial } from '../../model/map-store.js';
import type { Runtime } from '../../model/runtime.js';
import { type MapVersions, versionsOf } from './map-version.js';

const UNKNOWN = failure('Unknown map identifier. Please use #<id> or <file>.\n');

function findMap({ maps }: Runtime, text: string): MapFile | undefined {
  if (maps === undefined) return undefined;
  if (!text.startsWith('#')) return maps.get(text.replace(/^(?:file|opt)@/, ''));
  for (const map of maps.all()) if (map.id === Number(text.slice(1))) return map;
  return undefined;
}

/** A map, the version that was named, and the words behind. */
interface Target {
  readonly map: MapFile;
  readonly versions: MapVersions;
  /** undefined: none was named. */
  readonly version: number | undefined;
  readonly rest: readonly string[];
}

/** Reads `[@<version>] <map> ...`. @returns the answer `missing` if no map is named */
function parseTarget({ runtime, args }: AdminRequest, missing: AdminAnswer): Target | { readonly answer: AdminAnswer } {
  const version = args[0]?.startsWith('@') ? Number(args[0].slice(1)) : undefined;
  const [name, ...rest] = version === undefined ? args : args.slice(1);
  if (name === undefined) return { answer: missing };
  const map = findMap(runtime, name);
  return map === undefined ? { answer: UNKNOWN } : { map, versions: versionsOf(map), version, rest };
}

/** A reference as dumps show it, and as `#0x12` names it. */
function renderReference(id: number): string {
  return `0x${id.toString(16).padStart(8, '0')}`;
}

/** Entries that a word names: all of a key, or the one of a reference. */
function findEntries(map: MapFile, word: string): readonly MapEntry[] {
  if (!/^#0x[0-9a-f]+$/i.test(word)) return map.find(word);
  const entry = map.byId(Number.parseInt(word.slice(3), 16));
  return entry === undefined ? [] : [entry];
}

/** Carriage returns and line feeds cannot be in a map; what else is odd stays as it is. */
function* renderEntries(map: MapFile): Iterable<string> {
  for (const { id, key, value } of map.entries()) yield `${renderReference(id)} ${key} ${value}\n`;
}

function* renderList(runtime: Runtime): Iterable<string> {
  yield '# id (file) description\n';
  for (const map of runtime.maps?.all() ?? []) {
    const { current, next } = versionsOf(map);
    const versions = `curr_ver=${current} next_ver=${next} entry_cnt=${map.size}`;
    yield `${map.id} (${map.name}) pattern loaded from file '${map.name}' used by map. ${versions}\n`;
  }
}

function showMap(request: AdminRequest): AdminAnswer {
  if (request.args.length === 0) return renderList(request.runtime);
  const target = parseTarget(request, UNKNOWN);
  if ('answer' in target) return target.answer;
  const { map, versions, version } = target;
  if (version === undefined || version === versions.current) return renderEntries(map);
  return versions.staged(version).map(({ key, value }, index) => `${renderReference(index + 1)} ${key} ${value}\n`);
}

const ADD_USAGE = failure(
  "'add map' expects three parameters (map identifier, key and value) or one parameter (map identifier) and a payload\n",
);

/** Keys and values of a payload: the first word of a line, and the rest. */
function parsePayload(payload: string): readonly (readonly [key: string, value: string])[] {
  return payload.split('\n').flatMap((line) => {
    const parts = /^[ \t]*([^ \t]+)[ \t]*(.*)$/.exec(line);
    return parts === null ? [] : [[parts[1]!, parts[2]!] as const];
  });
}

function addMap(request: AdminRequest): AdminAnswer {
  const target = parseTarget(request, ADD_USAGE);
  if ('answer' in target) return target.answer;
  const { versions, rest } = target;
  const [key, ...value] = rest;
  const pairs = key === undefined ? parsePayload(request.payload ?? '') : [[key, value.join(' ')] as const];
  if (key === undefined ? request.payload === undefined : value.length === 0) return ADD_USAGE;
  for (const [eachKey, eachValue] of pairs) {
    const problem = versions.add(target.version ?? versions.current, eachKey, eachValue);
    if (problem !== undefined) return failure(`${problem}\n`);
  }
  return '';
}

function setMap(request: AdminRequest): AdminAnswer {
  const usage = failure("'set map' expects three parameters: map identifier, key and value.\n");
  const target = parseTarget(request, usage);
  if ('answer' in target) return target.answer;
  const [key, ...value] = target.rest;
  if (key === undefined || value.length === 0) return usage;
  const found = findEntries(target.map, key);
  if (found.length === 0) return failure('entry not found.\n');
  for (const entry of found) {
    const problem = target.map.change(entry, value.join(' '));
    if (problem !== undefined) return failure(`${problem}\n`);
  }
  return '';
}

function deleteMap(request: AdminRequest): AdminAnswer {
  const usage = failure('This command expects two parameters: map identifier and key.\n');
  const target = parseTarget(request, usage);
  if ('answer' in target) return target.answer;
  const [key] = target.rest;
  if (key === undefined) return usage;
  const found = findEntries(target.map, key);
  if (found.length === 0) return failure('Key not found.\n');
  for (const entry of found) target.map.remove(entry);
  return '';
}

/** Names of sample types by the outputs of maps. */
const OUTPUTS: ReadonlyMap<string, string> = new Map([
  ['str', 'str'],
  ['key', 'str'],
  ['int', 'sint'],
  ['ip', 'addr'],
]);

/** Methods that look up in a tree; others go through a list. */
const TREES = new Set(['str', 'beg', 'ip']);

function renderTrial({ method, output, entry }: MapTrial): string {
  const head = `type=${method}, case=sensitive`;
  if (entry === undefined) return `${head}, found=no\n`;
  const index = TREES.has(method) ? 'tree' : 'list';
  const type = OUTPUTS.get(output) ?? output;
  return `${head}, found=yes, idx=${index}, key="${entry.key}", value="${entry.value}", type="${type}"\n`;
}

function getMap(request: AdminRequest): AdminAnswer {
  const usage = failure('Missing map identifier and/or key.\n');
  const target = parseTarget(request, usage);
  if ('answer' in target) return target.answer;
  const [text] = target.rest;
  if (text === undefined) return usage;
  return target.map.listeners.map((listener) => {
    const trial = listener.tryOut?.(text);
    return trial === undefined ? '' : renderTrial(trial);
  });
}

function clearMap(request: AdminRequest): AdminAnswer {
  const target = parseTarget(request, failure('Missing map identifier.\n'));
  if ('answer' in target) return target.answer;
  target.versions.clear(target.version ?? target.versions.current);
  return '';
}

function prepareMap(request: AdminRequest): AdminAnswer {
  const target = parseTarget(request, UNKNOWN);
  if ('answer' in target) return target.answer;
  return remark('info', `New version created: ${target.versions.prepare()}\n`);
}

function commitMap(request: AdminRequest): AdminAnswer {
  const target = parseTarget(request, failure('Missing map identifier.\n'));
  if ('answer' in target) return target.answer;
  if (target.version === undefined) return failure('Missing version number.\n');
  return target.versions.commit(target.version) ? '' : failure('Version number out of range.\n');
}

/** Rows differ in words and in what they do. HAProxy asks for no level. */
function row(verb: string, args: string, since: string, brief: string, run: CliEntry['run']): CliEntry {
  return define.cli({
    words: [verb, 'map'],
    usage: `${verb} map ${args}`,
    doc: `management 9.3#${verb} map`,
    since,
    support: 'full',
    brief,
    level: 'user',
    run,
  });
}

export const entries: readonly CliEntry[] = [
  row('show', '[@<ver>] [map]', '1.5', 'Lists maps, or the entries of one.', showMap),
  row('add', '[@<ver>] <map> <key> <val>', '1.5', 'Adds entries to a map.', addMap),
  row('set', '<map> [<key>|#<ref>] <value>', '1.5', 'Changes entries of a map.', setMap),
  row('del', '<map> [<key>|#<ref>]', '1.5', 'Removes entries from a map.', deleteMap),
  row('get', '<map> <value>', '1.5', 'Shows which entries of a map match.', getMap),
  row('clear', '[@<ver>] <map>', '1.5', 'Removes all entries of a map.', clearMap),
  row('prepare', '<map>', '2.4', 'Starts a new version of a map.', prepareMap),
  row('commit', '@<ver> <map>', '2.4', 'Puts a version of a map into effect.', commitMap),
];
