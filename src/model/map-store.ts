/**
 * Maps and patterns of ACLs (manual 2.7, 7.1, 7.3.1 `map`): ordered lists of keys, in maps with values, that come from files
 * or lines of the configuration and change at run time. Whoever names the same file shares one list. A list knows nothing of
 * how keys match; whoever looks keys up keeps an index and hears of changes.
 */
import type { SourceRange } from '../diag/source-text.js';

/** One line of a map, or one pattern, which has an empty value. */
export interface MapEntry {
  /** Unique in its map; the runtime API shows it. */
  readonly id: number;
  readonly key: string;
  value: string;
  /** Where it stands in the file; 0 if it came at run time. */
  readonly line: number;
}

/** Hears of changes of a map. */
export interface MapListener {
  added(entry: MapEntry): void;
  removed(entry: MapEntry): void;
  /** The value is another one; the key is the same. */
  changed(entry: MapEntry): void;
  cleared(): void;
  /** Says what is wrong with a key or value that is about to be used; undefined if nothing is. */
  problem(key: string, value: string): string | undefined;
  /** Looks a text up as traffic would, for operators; undefined where the text is no value of its kind. */
  tryOut?(text: string): MapTrial | undefined;
}

/** How one user of a map answers a text. */
export interface MapTrial {
  /** Match method and kind of output: `beg`, `str`; patterns of ACLs have no output. */
  readonly method: string;
  readonly output: string | undefined;
  readonly entry: MapEntry | undefined;
  readonly ignoreCase?: boolean;
}

/** What a list is used as: by `map` converters (or `-M`), or by ACLs. */
export type MapRole = 'map' | 'acl';

const TAB = 9;
const RETURN = 13;
const BLANK = 32;
const HASH = 35;

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB || code === RETURN;
}

/** Entries of the text of a map file: blanks around are dropped, lines that start with `#` and empty ones left out. */
export function parseMapLines(text: string): MapEntry[] {
  const entries: MapEntry[] = [];
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line++;
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed + 1;
    let end = feed < 0 ? text.length : feed;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
    while (start < end && isBlank(text.charCodeAt(start))) start++;
    if (start < end && text.charCodeAt(start) !== HASH) {
      let keyEnd = start;
      while (keyEnd < end && !isBlank(text.charCodeAt(keyEnd))) keyEnd++;
      let valueStart = keyEnd;
      while (valueStart < end && isBlank(text.charCodeAt(valueStart))) valueStart++;
      const id = entries.length + 1;
      entries.push({ id, key: text.slice(start, keyEnd), value: text.slice(valueStart, end), line });
    }
    start = next;
  }
  return entries;
}

/** Entries of the text of a pattern file: a line is a pattern; those that start with `#` and empty ones are left out. */
export function parsePatternLines(text: string): MapEntry[] {
  const entries: MapEntry[] = [];
  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    if (raw.startsWith('#')) continue;
    const key = raw.replace(/^[ \t]+/, '').replace(/\r+$/, '');
    if (key !== '') entries.push({ id: entries.length + 1, key, value: '', line });
  }
  return entries;
}

/** Patterns that stand in a line of the configuration. */
export function patternEntries(keys: readonly string[]): MapEntry[] {
  return keys.map((key, index) => ({ id: index + 1, key, value: '', line: 0 }));
}

function addTo(index: Map<string, MapEntry[]>, entry: MapEntry): void {
  const same = index.get(entry.key);
  if (same) same.push(entry);
  else index.set(entry.key, [entry]);
}

/** A place that uses a list. */
interface MapUse {
  readonly roles: readonly MapRole[];
  readonly range: SourceRange | undefined;
}

export interface MapOptions {
  /** Whether keys have values; patterns have none. */
  readonly hasValues?: boolean;
  /** `-u`. */
  readonly wantedId?: number | undefined;
  /** What it belongs to, if it comes from no file: the word of an ACL. */
  readonly aclWord?: string;
}

/** Where a range stands, as the runtime API tells it. */
function placeOf({ source, start }: SourceRange): string {
  return `file '${source.name}' line ${source.position(start).line}`;
}

export class MapFile {
  /** Number by which the runtime API may name it (`#3`); -1 until all lists are known. */
  id: number;
  /** Name without the prefixes `file@` and `opt@`; empty for the patterns of a line. */
  readonly name: string;
  readonly options: MapOptions;
  readonly #uses: MapUse[];
  readonly #entries: Set<MapEntry>;
  readonly #listeners: MapListener[];
  /** Built when a key is asked for, because maps that nobody changes need none. */
  #byKey: Map<string, MapEntry[]> | undefined;
  #nextId: number;

  constructor(id: number, name: string, entries: readonly MapEntry[], options: MapOptions = {}) {
    this.id = id;
    this.name = name;
    this.options = options;
    this.#uses = [];
    this.#entries = new Set(entries);
    this.#listeners = [];
    this.#byKey = undefined;
    this.#nextId = entries.length + 1;
  }

  /** Whether keys have values. */
  get hasValues(): boolean {
    return this.options.hasValues ?? true;
  }

  /** Notes that something uses it; keys of a map that an ACL takes are used in both roles. */
  use(roles: readonly MapRole[], range: SourceRange | undefined): void {
    const known = this.#uses.some((use) => use.range?.source === range?.source && use.range?.start === range?.start);
    if (known) return;
    this.#uses.push({ roles, range });
    this.#uses.sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0));
  }

  /** Whether anything uses it in this role; a list that nothing uses is a map. */
  is(role: MapRole): boolean {
    return this.#uses.length === 0 ? role === 'map' : this.#uses.some(({ roles }) => roles.includes(role));
  }

  /** Where it is used first. */
  get firstUse(): SourceRange | undefined {
    return this.#uses[0]?.range;
  }

  /** What it is and who uses it, as the runtime API tells. */
  get description(): string {
    const { aclWord } = this.options;
    if (aclWord !== undefined) return `acl '${aclWord}'${this.firstUse ? ` ${placeOf(this.firstUse)}` : ''}`;
    const users = this.#uses.map(({ roles: [role], range }) => (range ? `${role} at ${placeOf(range)}` : role));
    return `pattern loaded from file '${this.name}' used by ${users.length > 0 ? users.join(', by ') : 'map'}`;
  }

  /** In the order in which they were added. */
  entries(): Iterable<MapEntry> {
    return this.#entries;
  }

  get size(): number {
    return this.#entries.size;
  }

  listen(listener: MapListener): void {
    this.#listeners.push(listener);
  }

  /** Those that look keys up. */
  get listeners(): readonly MapListener[] {
    return this.#listeners;
  }

  /** What is wrong with a key and value for anyone who uses this map. */
  problem(key: string, value: string): string | undefined {
    for (const listener of this.#listeners) {
      const problem = listener.problem(key, value);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  /** Adds an entry behind all others; says what is wrong if it cannot. */
  add(key: string, value: string): string | undefined {
    const problem = this.problem(key, value);
    if (problem !== undefined) return problem;
    const entry: MapEntry = { id: this.#nextId++, key, value, line: 0 };
    this.#entries.add(entry);
    if (this.#byKey !== undefined) addTo(this.#byKey, entry);
    for (const listener of this.#listeners) listener.added(entry);
    return undefined;
  }

  /** All entries with this key. */
  find(key: string): readonly MapEntry[] {
    if (this.#byKey === undefined) {
      this.#byKey = new Map();
      for (const entry of this.#entries) addTo(this.#byKey, entry);
    }
    return this.#byKey.get(key) ?? [];
  }

  /** The entry with this id. */
  byId(id: number): MapEntry | undefined {
    for (const entry of this.#entries) if (entry.id === id) return entry;
    return undefined;
  }

  /** Gives an entry another value; says what is wrong if it cannot. */
  change(entry: MapEntry, value: string): string | undefined {
    const problem = this.problem(entry.key, value);
    if (problem !== undefined) return problem;
    entry.value = value;
    for (const listener of this.#listeners) listener.changed(entry);
    return undefined;
  }

  remove(entry: MapEntry): void {
    if (!this.#entries.delete(entry)) return;
    const same = this.#byKey?.get(entry.key)?.filter((other) => other !== entry);
    if (same !== undefined) this.#byKey?.set(entry.key, same);
    for (const listener of this.#listeners) listener.removed(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#byKey = undefined;
    for (const listener of this.#listeners) listener.cleared();
  }
}

/** All lists of a configuration: files by name, and the patterns of single lines. */
export class MapStore {
  readonly #files: Map<string, MapFile>;
  readonly #lines: Map<object, MapFile>;

  constructor() {
    this.#files = new Map();
    this.#lines = new Map();
  }

  /** The map or pattern file of this name. */
  get(name: string): MapFile | undefined {
    return this.#files.get(name);
  }

  /** All of them, by their numbers; asked for when all lines were read. */
  all(): readonly MapFile[] {
    const files = [...this.#files.values(), ...this.#lines.values()];
    if (files.some(({ id }) => id < 0)) numberFiles(files);
    return files.sort((a, b) => a.id - b.id);
  }

  /** Adds a file that was just loaded. */
  create(name: string, entries: readonly MapEntry[], options: MapOptions = {}): MapFile {
    const map = new MapFile(-1, name, entries, options);
    this.#files.set(name, map);
    return map;
  }

  /** The patterns of a line, made once for each `owner`. */
  ofLine(owner: object, create: () => MapFile): MapFile {
    const known = this.#lines.get(owner) ?? create();
    this.#lines.set(owner, known);
    return known;
  }
}

/** Numbers lists in the order of their first use, leaving out the numbers that were given by hand. */
function numberFiles(files: MapFile[]): void {
  const sources = new Map<unknown, number>();
  for (const { firstUse } of files) if (!sources.has(firstUse?.source)) sources.set(firstUse?.source, sources.size);
  const rank = ({ firstUse }: MapFile): number => sources.get(firstUse?.source) ?? 0;
  files.sort((a, b) => rank(a) - rank(b) || (a.firstUse?.start ?? 0) - (b.firstUse?.start ?? 0));
  const taken = new Set(files.map(({ options }) => options.wantedId));
  let next = 0;
  for (const file of files) {
    while (taken.has(next)) next++;
    file.id = file.options.wantedId ?? next++;
  }
}
