/**
 * What the rules on header lines and request lines by regular expression share. The old ones saw whole lines, `Name: value`
 * and `GET /path HTTP/1.1`; what a pattern is about has to be proven before it becomes a rule on a field or on the path.
 */
import type { OldWord } from '../old-file.js';
import type { RequestPattern } from '../pattern/request-pattern.js';
import { type Outcome, type RuleSite, spell } from '../rule.js';

export type Side = 'req' | 'rsp';

export function rulesetOf(side: Side): 'http-request' | 'http-response' {
  return side === 'req' ? 'http-request' : 'http-response';
}

/** The line is left to a person, who is told what to do. */
export function person(text: string): Outcome {
  return { person: text };
}

export const UNPROVEN = 'it cannot be told from the pattern which field, or that only the request line, it is about';
export const TOO_MANY = 'its condition has too many alternatives';

/** What a person should look at, each thing once. */
export function joinReviews(reviews: Iterable<string | undefined>): string | undefined {
  const texts = [...new Set(reviews)].filter((text) => text !== undefined);
  return texts.length > 0 ? texts.join('; ') : undefined;
}

/** The pattern and what follows; a message for a person otherwise. */
export function patternOf({
  args,
  section,
}: RuleSite): { readonly pattern: string; readonly tail: readonly OldWord[] } | string {
  const [pattern, ...tail] = args;
  if (!pattern) return 'it has no pattern';
  if (pattern.isOpaque) return 'its pattern holds variables';
  return section.kind === 'defaults'
    ? 'rules of old versions had no effect in defaults'
    : { pattern: pattern.value, tail };
}

/** A condition on a field: that it is there, or what it looks like. */
export function fieldCriterion(side: Side, name: string, value: string, ignoreCase: boolean): string {
  const fetch = `${side === 'req' ? 'req' : 'res'}.fhdr(${name})`;
  return value === '' ? `{ ${fetch} -m found }` : `{ ${fetch} -m reg${ignoreCase ? ' -i' : ''} ${spell(value)} }`;
}

/** Criteria for method and path, for conditions. */
export function requestCriteria({ methods, target }: RequestPattern, ignoreCase: boolean): string[] {
  const path = /^\^\(?\.\*\)?$/.test(target) ? [] : [`{ pathq -m reg${ignoreCase ? ' -i' : ''} ${spell(target)} }`];
  return methods ? [`{ method ${methods.join(' ')} }`, ...path] : path;
}
