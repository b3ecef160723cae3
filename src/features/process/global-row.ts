/** How rows of the global section are made. */
import type { ArgKind } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import type { GlobalConfig } from '../../model/config/global.js';

/** What differs between rows that set one thing. */
export interface GlobalWord {
  readonly name: string;
  readonly brief: string;
  readonly doc?: string;
  readonly since?: string;
  readonly negatable?: boolean;
  readonly support?: DirectiveEntry['support'];
  readonly why?: string;
  readonly harmless?: boolean;
  readonly experimental?: boolean;
  /** What no second line may say again: that one is left out with a warning, or refused. */
  readonly once?: { readonly key?: string; readonly refused?: boolean };
}

/** What was said already. */
const said = new WeakMap<GlobalConfig, Set<string>>();

/** Whether a line says something for the first time; else that is told. */
function isFirst({ global, keyword, report }: DirectiveSite, { name, once }: GlobalWord): boolean {
  if (once === undefined) return true;
  const keys = said.get(global) ?? new Set();
  said.set(global, keys);
  const key = once.key ?? name;
  if (!keys.has(key)) {
    keys.add(key);
    return true;
  }
  if (once.refused) report('global/repeated', keyword, `'${name}' already specified`);
  else report('global/left-out', keyword, `'${key}' already specified`, { remedy: 'the first one counts' });
  return false;
}

function head({ name, brief, doc = `3.1#${name}`, since = '1.1', support = 'full', once: _once, ...rest }: GlobalWord) {
  return { name, brief, doc, since, support, sections: ['global'], ...rest } as const;
}

/** A word with one argument. */
export function globalValue<T>(
  word: GlobalWord,
  kind: ArgKind<T>,
  apply: (global: GlobalConfig, value: T) => void,
): DirectiveEntry {
  return define.directive({
    ...head(word),
    usage: `${word.name} <${kind.label}>`,
    parse(site) {
      const value = site.words.expect(kind);
      if (value !== undefined && isFirst(site, word)) apply(site.global, value);
    },
  });
}

/** A word without arguments. */
export function globalSwitch(word: GlobalWord, apply: (global: GlobalConfig, on: boolean) => void): DirectiveEntry {
  return define.directive({
    ...head(word),
    usage: word.name,
    parse: ({ global, negated }) => apply(global, !negated),
  });
}

/** A word without arguments that is kept under its name. */
export function globalFlag(word: GlobalWord): DirectiveEntry {
  return globalSwitch(word, (global, on) => global.flags.set(word.name, on));
}
