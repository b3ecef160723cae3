/** The catalog: all rows of all slices, found by kind and name. Two rows of one kind and name are a bug of ours. */
import type { Entry, EntryKind, EntryOf, RemovedEntry } from './entry.js';

/** Finds rows. Read-only after it was made. */
export interface Catalog {
  /** The row with this name or alias. */
  find<K extends EntryKind>(kind: K, name: string): EntryOf<K> | undefined;
  /** All rows of a kind, in the order in which slices gave them. */
  all<K extends EntryKind>(kind: K): readonly EntryOf<K>[];
  /** All rows of the kind that stand under this name or alias: directives differ by section, actions by ruleset. */
  named<K extends EntryKind>(kind: K, name: string): readonly EntryOf<K>[];
  /** Whether rows of the kind have names of several words that begin with this one. */
  hasLonger(kind: EntryKind, first: string): boolean;
  /** A word that HAProxy once had, of one sort. */
  removed(was: RemovedEntry['was'], name: string): RemovedEntry | undefined;
  /** Every row. */
  readonly entries: readonly Entry[];
}

/** Where two rows of one name may stand side by side: they must differ in what this returns. */
function scopesOf(entry: Entry): readonly string[] {
  switch (entry.kind) {
    case 'directive':
    case 'option':
      return [...entry.sections, ...(entry.ignoredIn ?? [])];
    case 'action':
      return entry.rulesets;
    case 'removed':
      return [entry.was];
    default:
      return [''];
  }
}

/** Puts rows together. Throws when two rows claim the same name at the same place. */
export function createCatalog(entries: readonly Entry[]): Catalog {
  const byKind = new Map<EntryKind, Entry[]>();
  const byName = new Map<EntryKind, Map<string, Entry[]>>();
  const longer = new Map<EntryKind, Set<string>>();
  for (const entry of entries) {
    push(byKind, entry.kind, entry);
    for (const name of [entry.name, ...(entry.aliases ?? [])]) {
      const names = namesOf(byName, entry.kind);
      for (const other of names.get(name) ?? NONE) refuseDouble(entry, other, name);
      push(names, name, entry);
      if (name.includes(' ')) firstWords(longer, entry.kind).add(name.slice(0, name.indexOf(' ')));
    }
  }
  const named = (kind: EntryKind, name: string) => byName.get(kind)?.get(name) ?? NONE;
  return {
    entries,
    find: <K extends EntryKind>(kind: K, name: string) => named(kind, name)[0] as EntryOf<K> | undefined,
    all: <K extends EntryKind>(kind: K) => (byKind.get(kind) ?? []) as EntryOf<K>[],
    named: <K extends EntryKind>(kind: K, name: string) => named(kind, name) as readonly EntryOf<K>[],
    hasLonger: (kind, first) => longer.get(kind)?.has(first) === true,
    removed: (was, name) => (named('removed', name) as readonly RemovedEntry[]).find((entry) => entry.was === was),
  };
}

const NONE: readonly Entry[] = [];

function namesOf(byName: Map<EntryKind, Map<string, Entry[]>>, kind: EntryKind): Map<string, Entry[]> {
  const names = byName.get(kind) ?? new Map<string, Entry[]>();
  byName.set(kind, names);
  return names;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function firstWords(longer: Map<EntryKind, Set<string>>, kind: EntryKind): Set<string> {
  const words = longer.get(kind) ?? new Set<string>();
  longer.set(kind, words);
  return words;
}

function refuseDouble(entry: Entry, other: Entry, name: string): void {
  const taken = scopesOf(other);
  const scope = scopesOf(entry).find((each) => taken.includes(each));
  if (scope === undefined) return;
  throw new Error(`two rows of the catalog claim ${entry.kind} '${name}'${scope && ` in ${scope}`}`);
}
