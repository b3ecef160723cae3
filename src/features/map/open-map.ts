/** Opens maps for converters and actions: loads a file once, and keeps an index per match method and kind of value. */
import type { CompileSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import { parseIp } from '../../model/ip.js';
import type { MapIndex } from '../../model/map-index/index-of-map.js';
import { BadKey } from '../../model/map-index/index-of-map.js';
import { ExactIndex, PrefixIndex } from '../../model/map-index/text-index.js';
import type { MapEntry, MapFile, MapListener, MapTrial } from '../../model/map-store.js';
import { parseMapLines } from '../../model/map-store.js';
import { parseSint } from '../../model/sint.js';
import type { Value } from '../../model/value.js';
import { AddressIndex } from './address-index.js';
import { LIST_TESTS, ListIndex } from './list-index.js';

export type MatchMethod = 'str' | 'beg' | keyof typeof LIST_TESTS | 'ip';
/** What values are: text, integers or addresses; `key` gives the key itself. */
export type OutputKind = 'str' | 'int' | 'ip' | 'key';

/** The name of a map without the prefixes that only say how it is loaded. */
function nameOf(path: string): string {
  return path.replace(/^(?:file|opt)@/, '');
}

/** The map of a name, loaded if need be; undefined after a report. */
function openMap(path: ArgText, site: CompileSite): MapFile | undefined {
  const name = nameOf(path.value);
  const known = site.live.maps.get(name);
  if (known) return checkValues(known, path, site);
  if (name === '') {
    site.report('arg/missing', path.range, 'failed to open pattern file <>');
    return undefined;
  }
  const text = site.readFile(path);
  if (text === undefined) return undefined;
  const map = site.live.maps.create(name, parseMapLines(text));
  map.use(['map'], path.range);
  return map;
}

/** Patterns without values are no map. */
function checkValues(map: MapFile, path: ArgText, site: CompileSite): MapFile | undefined {
  if (map.hasValues) {
    map.use(['map'], path.range);
    return map;
  }
  const message = `file '${map.name}' is used as a list of patterns already, so that it cannot be a map`;
  site.report('arg/invalid', path.range, message);
  return undefined;
}

function createIndex(method: MatchMethod): MapIndex {
  switch (method) {
    case 'str':
      return new ExactIndex();
    case 'beg':
      return new PrefixIndex();
    case 'ip':
      return new AddressIndex();
    case 'int':
      return new ListIndex(LIST_TESTS.int);
    default:
      return new ListIndex(LIST_TESTS[method]);
  }
}

/** Turns the text of an entry into what a converter gives; undefined if it is not of that kind. */
function parseValue(output: OutputKind, entry: { readonly key: string; readonly value: string }): Value | undefined {
  switch (output) {
    case 'str':
      return entry.value;
    case 'int':
      return parseSint(entry.value);
    case 'ip':
      return parseIp(entry.value);
    case 'key':
      return entry.key;
  }
}

/** A text as the value that a match method works on. */
function parseInput(method: MatchMethod, text: string): Value | undefined {
  switch (method) {
    case 'ip':
      return parseIp(text);
    case 'int':
      return parseSint(text);
    default:
      return text;
  }
}

/** An index of a map with the values that its entries have for one kind of output. */
export class MapView implements MapListener {
  readonly #index: MapIndex;
  readonly #method: MatchMethod;
  readonly #output: OutputKind;
  /** Only where values are not the text itself. */
  readonly #values: Map<MapEntry, Value>;

  constructor(method: MatchMethod, output: OutputKind) {
    this.#index = createIndex(method);
    this.#method = method;
    this.#output = output;
    this.#values = new Map();
  }

  /** Throws {@link BadKey} where key or value do not fit. */
  added(entry: MapEntry): void {
    this.#index.add(entry);
    this.changed(entry);
  }

  removed(entry: MapEntry): void {
    this.#index.remove(entry);
    this.#values.delete(entry);
  }

  changed(entry: MapEntry): void {
    if (this.#output === 'str' || this.#output === 'key') return;
    const value = parseValue(this.#output, entry);
    if (value === undefined) throw new BadKey(`unable to parse '${entry.value}'`);
    this.#values.set(entry, value);
  }

  cleared(): void {
    this.#index.clear();
    this.#values.clear();
  }

  problem(key: string, value: string): string | undefined {
    try {
      createIndex(this.#method).add({ id: 0, key, value, line: 0 });
    } catch (error) {
      if (error instanceof BadKey) return error.message;
      throw error;
    }
    return parseValue(this.#output, { key, value }) === undefined ? `unable to parse '${value}'` : undefined;
  }

  tryOut(text: string): MapTrial {
    const value = parseInput(this.#method, text);
    const entry = value === undefined ? undefined : this.#index.find(value);
    return { method: this.#method, output: this.#output, entry };
  }

  /** The entry for a value. */
  find(value: Value): MapEntry | undefined {
    return this.#index.find(value);
  }

  /** What the entry for a value stands for. */
  lookUp(value: Value): Value | undefined {
    const entry = this.#index.find(value);
    if (entry === undefined) return undefined;
    if (this.#output === 'str') return entry.value;
    return this.#output === 'key' ? entry.key : this.#values.get(entry);
  }
}

/** Views of maps, so that equal converters share one. */
const VIEWS = new WeakMap<MapFile, Map<string, MapView>>();

/** A view of a map; undefined after a report about a line that does not fit. */
export function openView(
  path: ArgText,
  method: MatchMethod,
  output: OutputKind,
  site: CompileSite,
): MapView | undefined {
  const map = openMap(path, site);
  if (!map) return undefined;
  const views = VIEWS.get(map) ?? new Map<string, MapView>();
  VIEWS.set(map, views);
  const name = `${method} ${output}`;
  const known = views.get(name);
  if (known) return known;
  const view = new MapView(method, output);
  if (!fill(view, map, path, site)) return undefined;
  map.listen(view);
  views.set(name, view);
  return view;
}

function fill(view: MapView, map: MapFile, path: ArgText, site: CompileSite): boolean {
  for (const entry of map.entries()) {
    try {
      view.added(entry);
    } catch (error) {
      if (!(error instanceof BadKey)) throw error;
      site.report('arg/invalid', path.range, `${error.message} at line ${entry.line} of file '${map.name}'`);
      return false;
    }
  }
  return true;
}
