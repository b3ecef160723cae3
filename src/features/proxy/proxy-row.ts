/** How rows of proxy sections are made. */
import type { ArgKind } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type OptionEntry } from '../../catalog/entry.js';
import type { ProxyConfig } from '../../model/config/proxy.js';

/** What differs between rows. */
export interface ProxyWord {
  readonly name: string;
  readonly brief: string;
  readonly sections: readonly string[];
  readonly ignoredIn?: readonly string[];
  readonly doc?: string;
  readonly since?: string;
  readonly aliases?: readonly string[];
  readonly modes?: OptionEntry['modes'];
  readonly negatable?: boolean;
  readonly support?: DirectiveEntry['support'];
  readonly why?: string;
  readonly harmless?: boolean;
}

/** Completes the words that all rows need. */
function head({ doc, since = '1.1', support = 'full', ...rest }: ProxyWord) {
  return { ...rest, doc: doc ?? `4.2#${rest.name}`, since, support } as const;
}

/** A keyword with one argument. */
export function proxyValue<T>(
  word: ProxyWord,
  kind: ArgKind<T>,
  apply: (config: ProxyConfig, value: T) => void,
): DirectiveEntry {
  return define.directive({
    ...head(word),
    usage: `${word.name} <${kind.label}>`,
    parse({ words, proxy }) {
      const value = words.expect(kind);
      if (value !== undefined && proxy) apply(proxy.config, value);
    },
  });
}

/** A keyword with a grammar of its own. */
export function proxyRow(word: ProxyWord, usage: string, parse: (site: DirectiveSite) => void): DirectiveEntry {
  return define.directive({ ...head(word), usage: `${word.name} ${usage}`.trimEnd(), parse });
}

/** An option with a grammar of its own; without `parse` it is a plain switch. */
export function optionRow(
  word: ProxyWord,
  usage = '',
  parse?: (site: DirectiveSite, config: ProxyConfig) => void,
): OptionEntry {
  const { doc = `4.2#option ${word.name}`, negatable = true } = word;
  return define.option({
    ...head({ ...word, doc }),
    negatable,
    usage: `option ${word.name} ${usage}`.trimEnd(),
    ...(parse && { parse: (site: DirectiveSite) => site.proxy && parse(site, site.proxy.config) }),
  });
}
