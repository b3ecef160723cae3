/** Completion: what may stand at a place of a file, for editors. */
import { RULESETS } from '../../model/ruleset.js';
import type { Catalog } from '../create-catalog.js';
import type { Entry } from '../entry.js';
import { usageOf } from './usage.js';

export interface Completion {
  readonly word: string;
  readonly usage: string;
  readonly brief: string;
}

/**
 * Words that may follow.
 * @param section kind of the section, or undefined outside of sections
 * @param before words of the line that are complete
 */
export function complete(catalog: Catalog, section: string | undefined, before: readonly string[]): Completion[] {
  return candidates(catalog, section, before).map((entry) => ({
    word: lastWords(entry.name, before),
    usage: usageOf(entry),
    brief: entry.brief,
  }));
}

function lastWords(name: string, before: readonly string[]): string {
  const head = `${before.join(' ')} `;
  return before.length > 0 && name.startsWith(head) ? name.slice(head.length) : name;
}

function candidates(catalog: Catalog, section: string | undefined, before: readonly string[]): readonly Entry[] {
  const words = before[0] === 'no' || before[0] === 'default' ? before.slice(1) : before;
  const [keyword] = words;
  const stands = (entry: { readonly sections: readonly string[] }) =>
    section !== undefined && entry.sections.includes(section);
  if (section === undefined || (keyword === undefined && before.length === 0)) {
    return [...catalog.all('section'), ...catalog.all('directive').filter(stands)];
  }
  if (keyword === undefined) return catalog.all('directive').filter((entry) => entry.negatable && stands(entry));
  if (keyword === 'option') return catalog.all('option').filter(stands);
  if (keyword === 'bind') return words.length > 1 ? catalog.all('bind-word') : [];
  if (keyword === 'server') return words.length > 2 ? catalog.all('server-word') : [];
  if (keyword === 'default-server') return catalog.all('server-word').filter((entry) => entry.usable === 'both');
  if (keyword === 'balance') return words.length === 1 ? catalog.all('balance') : [];
  const ruleset = RULESETS.find((name) => name === words.join(' '));
  if (ruleset) return catalog.all('action').filter((entry) => entry.rulesets.includes(ruleset));
  const deeper = catalog
    .all('directive')
    .filter((entry) => stands(entry) && entry.name.startsWith(`${words.join(' ')} `));
  return deeper;
}
