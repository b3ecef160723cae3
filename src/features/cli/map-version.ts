/**
 * Versions of maps (management.txt 9.3 `prepare map`, `commit map`): entries are collected beside a map and take the place
 * of what is in it at once.
 */
import type { MapFile } from '../../model/map-store.js';

/** An entry that waits for its version to be committed. */
export interface StagedEntry {
  readonly key: string;
  readonly value: string;
}

export class MapVersions {
  readonly #map: MapFile;
  #current: number;
  #next: number;
  readonly #staged: Map<number, StagedEntry[]>;

  /** Entries of all versions. */
  get size(): number {
    let size = this.#map.size;
    for (const entries of this.#staged.values()) size += entries.length;
    return size;
  }

  constructor(map: MapFile) {
    this.#map = map;
    this.#current = 0;
    this.#next = 0;
    this.#staged = new Map();
  }

  get current(): number {
    return this.#current;
  }

  get next(): number {
    return this.#next;
  }

  prepare(): number {
    this.#next++;
    this.#staged.set(this.#next, []);
    return this.#next;
  }

  /** Entries of a version that is not in effect. */
  staged(version: number): readonly StagedEntry[] {
    return this.#staged.get(version) ?? [];
  }

  /** Adds to a version. @returns what is wrong, or undefined */
  add(version: number, key: string, value: string): string | undefined {
    if (version === this.#current) return this.#map.add(key, value);
    const entries = this.#staged.get(version);
    if (entries === undefined) {
      return version > this.#next
        ? "Version number in the future, please use 'prepare map' before."
        : 'Version number in the past.';
    }
    const problem = this.#map.problem(key, value);
    if (problem === undefined) entries.push({ key, value });
    return problem;
  }

  clear(version: number): void {
    if (version === this.#current) this.#map.clear();
    else this.#staged.get(version)?.splice(0);
  }

  /** Puts a version into effect; older ones are gone. @returns whether there is such a version */
  commit(version: number): boolean {
    const entries = this.#staged.get(version);
    if (entries === undefined) return false;
    this.#map.clear();
    for (const { key, value } of entries) this.#map.add(key, value);
    for (const known of [...this.#staged.keys()]) if (known <= version) this.#staged.delete(known);
    this.#current = version;
    return true;
  }
}

const VERSIONS = new WeakMap<MapFile, MapVersions>();

/** The versions of a map. */
export function versionsOf(map: MapFile): MapVersions {
  const known = VERSIONS.get(map);
  if (known !== undefined) return known;
  const versions = new MapVersions(map);
  VERSIONS.set(map, versions);
  return versions;
}
