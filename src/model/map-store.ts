/**
 * Maps (manual 2.7, 7.3.1 `map`): ordered lists of keys with values that come from files and change at run time. A map
 * knows nothing of how keys match; whoever looks keys up keeps an index and hears of changes.
 */

/** One line of a map. */
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
  /** Match method and kind of output: `beg`, `str`. */
  readonly method: string;
  readonly output: string;
  readonly entry: MapEntry | undefined;
}

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

function addTo(index: Map<string, MapEntry[]>, entry: MapEntry): void {
  const same = index.get(entry.key);
  if (same) same.push(entry);
  else index.set(entry.key, [entry]);
}

export class MapFile {
  /** Number by which the runtime API may name it (`#3`). */
  readonly id: number;
  /** Name without the prefixes `file@` and `opt@`. */
  readonly name: string;
  readonly #entries: Set<MapEntry>;
  readonly #listeners: MapListener[];
  /** Built when a key is asked for, because maps that nobody changes need none. */
  #byKey: Map<string, MapEntry[]> | undefined;
  #nextId: number;

  constructor(id: number, name: string, entries: readonly MapEntry[]) {
    this.id = id;
    this.name = name;
    this.#entries = new Set(entries);
    this.#listeners = [];
    this.#byKey = undefined;
    this.#nextId = entries.length + 1;
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

/** All maps of a configuration, by name: converters that name the same file share it. */
export class MapStore {
  readonly #maps: Map<string, MapFile>;

  constructor() {
    this.#maps = new Map();
  }

  /** The map of this name. */
  get(name: string): MapFile | undefined {
    return this.#maps.get(name);
  }

  all(): Iterable<MapFile> {
    return this.#maps.values();
  }

  /** Adds a map that was just loaded. */
  create(name: string, entries: readonly MapEntry[]): MapFile {
    const map = new MapFile(this.#maps.size, name, entries);
    this.#maps.set(name, map);
    return map;
  }
}
