/** Indexes that are lists: the first entry whose key matches wins (manual 7.3.1 `map_<match_type>`). */

import type { MapIndex } from '../../model/map-index/index-of-map.js';
import { BadKey } from '../../model/map-index/index-of-map.js';
import type { MapEntry } from '../../model/map-store.js';
import type { CompiledRegex } from '../../model/regex/compile-regex.js';
import { compileRegex } from '../../model/regex/compile-regex.js';
import { parseSint } from '../../model/sint.js';
import type { Sint, Value } from '../../model/value.js';

/** Whether a value matches a key that was prepared. */
type Test<V> = (value: V) => boolean;

interface Item<V> {
  readonly entry: MapEntry;
  readonly test: Test<V>;
}

/** A list whose keys are prepared by `compile`, which throws {@link BadKey}. */
export class ListIndex<V extends Value> implements MapIndex {
  #items: Item<V>[];
  readonly #compile: (key: string) => Test<V>;

  constructor(compile: (key: string) => Test<V>) {
    this.#items = [];
    this.#compile = compile;
  }

  add(entry: MapEntry): void {
    this.#items.push({ entry, test: this.#compile(entry.key) });
  }

  remove(entry: MapEntry): void {
    this.#items = this.#items.filter((item) => item.entry !== entry);
  }

  clear(): void {
    this.#items = [];
  }

  find(value: Value): MapEntry | undefined {
    for (const item of this.#items) if (item.test(value as V)) return item.entry;
    return undefined;
  }
}

/** A key between delimiters or ends; delimiters around the key itself do not count. */
function compileDelimited(delimiters: string): (key: string) => Test<string> {
  const trim = new RegExp(`^[${delimiters}]+|[${delimiters}]+$`, 'g');
  return (key) => {
    const wanted = key.replace(trim, '');
    // Nothing between delimiters stands at the end of a text that ends with one.
    if (wanted === '') return (text) => text === '' || delimiters.includes(text[text.length - 1]!);
    return (text) => {
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
        const end = at + wanted.length;
        const opens = at === 0 || delimiters.includes(text[at - 1]!);
        if (opens && (end === text.length || delimiters.includes(text[end]!))) return true;
      }
      return false;
    };
  };
}

/** A number or a range such as `2:5`, `:0`, `100:`. */
function compileRange(key: string): Test<Sint> {
  const at = key.search(/[:-]/);
  const low = at < 0 ? key : key.slice(0, at);
  const high = at < 0 ? key : key.slice(at + 1);
  const min = low === '' ? undefined : parseSint(low);
  const max = high === '' ? undefined : parseSint(high);
  const isBad = (low !== '' && min === undefined) || (high !== '' && max === undefined) || key === '' || key === ':';
  if (isBad) throw new BadKey(`'${key}' is not a number or a range of numbers`);
  return (value) => (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** The compiled form of a regular expression that is a key. */
export function compileKeyRegex(key: string): CompiledRegex {
  const compiled = compileRegex(key);
  if (!compiled.regex) throw new BadKey(`regex '${key}' is invalid: ${compiled.problem}`);
  return compiled;
}

export const LIST_TESTS = {
  end:
    (key: string): Test<string> =>
    (text) =>
      text.endsWith(key),
  sub:
    (key: string): Test<string> =>
    (text) =>
      text.includes(key),
  dir: compileDelimited('/?'),
  dom: compileDelimited('./?:'),
  reg: (key: string): Test<string> => {
    const { regex } = compileKeyRegex(key);
    return (text) => regex.test(text);
  },
  int: compileRange,
} as const;
