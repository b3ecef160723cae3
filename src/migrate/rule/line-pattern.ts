/**
 * What the rules on header lines and request lines by regular expression share. The old ones saw whole lines, `Name: value`
 * and `GET /path HTTP/1.1`; what a pattern is about has to be proven before it becomes a rule on a field or on the path.
 */
import type { OldWord } from '../old-file.js';
import type { RequestPattern } from '../pattern/request-pattern.js';
import { type MigrationRule, type Outcome, type RuleSite, spell } from '../rule.js';

export type Side = 'req' | 'rsp';

export function rulesetOf(side: Side): 'http-request' | 'http-response' {
  return side === 'req' ? 'http-request' : 'http-response';
}

/** The line is left to a person, who is told what to do. */
export function person(text: string): Outcome {
  return { person: text };
}

export const UNPROVEN = 'it cannot be told from the pattern which field, or that only the request line, it is about';
export const NOT_IN_DEFAULTS =
  'old versions took no such rules in defaults: put it into the proxies that it is meant for';
export const TOO_MANY = 'its condition has too many alternatives';

/** What a person should look at, each thing once. */
export function joinReviews(reviews: Iterable<string | undefined>): string | undefined {
  const texts = [...new Set(reviews)].filter((text) => text !== undefined);
  return texts.length > 0 ? texts.join('; ') : undefined;
}

interface PatternLine {
  readonly pattern: string;
  /** What follows it. */
  readonly tail: readonly OldWord[];
}

/** A rule for lines that begin with a pattern. */
export function onPattern(outcomeOf: (line: PatternLine) => Outcome): MigrationRule['migrate'] {
  return (site) => {
    const line = patternOf(site);
    return typeof line === 'string' ? person(line) : outcomeOf(line);
  };
}

/** The pattern and what follows; a message for a person otherwise. */
function patternOf({ args, section }: RuleSite): PatternLine | string {
  const [pattern, ...tail] = args;
  if (!pattern) return 'it has no pattern';
  if (pattern.isOpaque) return 'its pattern holds variables';
  return section.kind === 'defaults' ? NOT_IN_DEFAULTS : { pattern: pattern.value, tail };
}

/** What is looked for: fields of a name, with values that fit a pattern if it is not empty. */
export interface FieldMatch {
  readonly side: Side;
  readonly name: string;
  readonly value: string;
  readonly ignoreCase: boolean;
}

/** A condition on a field: that it is there, or what it looks like. */
export function fieldCriterion({ side, name, value, ignoreCase }: FieldMatch): string {
  const fetch = spell(`${side === 'req' ? 'req' : 'res'}.fhdr(${name})`);
  return value === '' ? `{ ${fetch} -m found }` : `{ ${fetch} -m reg${ignoreCase ? ' -i' : ''} ${spell(value)} }`;
}

/** Criteria for method and path, for conditions. */
export function requestCriteria({ methods, target }: RequestPattern, ignoreCase: boolean): string[] {
  const path = /^\^(?:\(?\.\*\)?)?$/.test(target)
    ? []
    : [`{ pathq -m reg${ignoreCase ? ' -i' : ''} ${spell(target)} }`];
  return methods ? [`{ method ${methods.join(' ')} }`, ...path] : path;
}
