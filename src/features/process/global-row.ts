/** How rows of the global section are made. */
import type { ArgKind } from '../../catalog/arg.js';
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
}

function head({ name, brief, doc = `3.1#${name}`, since = '1.1', support = 'full', ...rest }: GlobalWord) {
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
    parse({ words, global }) {
      const value = words.expect(kind);
      if (value !== undefined) apply(global, value);
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
