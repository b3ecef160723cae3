/** Names of backends and servers on lines of the other side: the lines have no effect, their targets must be there. */
import type { ProxyDraft } from '../catalog/draft.js';
import type { ArgText } from '../catalog/text.js';

const KEY = 'ignored targets';

export interface IgnoredTarget {
  /** Keyword of the line. */
  readonly word: string;
  readonly target: ArgText;
}

/** The targets of a draft's ignored lines. */
export function ignoredTargets({ extra }: ProxyDraft): readonly IgnoredTarget[] {
  return (extra.get(KEY) as readonly IgnoredTarget[] | undefined) ?? [];
}

/** Keeps a target for the time when all names are known. */
export function addIgnoredTarget(draft: ProxyDraft, word: string, target: ArgText): void {
  draft.extra.set(KEY, [...ignoredTargets(draft), { word, target }]);
}
