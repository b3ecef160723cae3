/** Rows of the migration: a word of old versions each, what becomes of it, and an example that a test holds it to. */
import { quoteWord } from '../../grammar/config/quote-word.js';
import type { OldFile, OldSection, OldStatement, OldWord, PlacedStatement } from './old-file.js';

/** Where among the rules of HTTP an old statement was run, which may differ from where it stands. */
export type RulePhase = 'monitor' | 'block' | 'filter' | 'add';

/** What becomes of a statement. */
export interface Rewrite {
  /** The modern statements; none if it goes. */
  readonly lines: readonly string[];
  /** What a person should look at, although the result is valid. */
  readonly review?: string | undefined;
  /** The ruleset it became part of, for checks of the order. */
  readonly ruleset?: 'http-request' | 'http-response';
  readonly phase?: RulePhase;
  /** Header field that it is about, if it is only about one. */
  readonly field?: string | undefined;
}

/** The statement stays: why, and what to do. */
export interface ForPerson {
  readonly person: string;
}

export type Outcome = Rewrite | ForPerson | undefined;

/** A statement under a rule. */
export interface RuleSite {
  readonly statement: OldStatement;
  /** Whether `no` stands in front. */
  readonly isNegated: boolean;
  /** Words behind those that the rule is found by. */
  readonly args: readonly OldWord[];
  readonly section: OldSection;
  readonly file: OldFile;
  /** The line of the file; the statement may have been rewritten since by another rule. */
  readonly placed: PlacedStatement;
}

export interface MigrationRule {
  readonly name: string;
  /** Version of HAProxy that no longer has it, or that has something better. */
  readonly removed: string;
  /** One sentence: what the rule does. */
  readonly brief: string;
  /** Kinds of sections it looks at. */
  readonly sections: readonly string[];
  /** First words of statements, without `no`; every alternative is a list. Without it all statements. */
  readonly words?: readonly (readonly string[])[];
  /** Looks at headers of sections instead of statements. */
  readonly onHeader?: true;
  /** Looks at both. */
  readonly anywhere?: true;
  readonly migrate: (site: RuleSite) => Outcome;
  /** Statements of a section (of the first kind) before and after; `null` where a person is needed. */
  readonly example: { readonly from: string; readonly to: string | null };
}

/** Kinds of sections with rules for traffic. */
export const PROXIES = ['listen', 'frontend', 'backend', 'defaults'];

/** The statement without some of its words and the blanks in front of them. */
export function withoutWords({ body, words }: OldStatement, indexes: readonly number[]): string {
  let text = '';
  let at = 0;
  for (const index of [...indexes].sort((a, b) => a - b)) {
    text += body.slice(at, words[index - 1]!.end);
    at = words[index]!.end;
  }
  return text + body.slice(at);
}

/** The statement with other spellings of some of its words. */
export function withWords({ body, words }: OldStatement, spellings: ReadonlyMap<number, string>): string {
  let text = '';
  let at = 0;
  for (const [index, { start, end }] of words.entries()) {
    const spelling = spellings.get(index);
    if (spelling === undefined) continue;
    text += body.slice(at, start) + spelling;
    at = end;
  }
  return text + body.slice(at);
}

/** Words as they are written, one blank apart. */
export function rawText(words: readonly OldWord[]): string {
  return words.map(({ raw }) => raw).join(' ');
}

/** Joins the parts of a statement that are not empty. */
export function statementOf(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** Spells a value. No-break spaces stand in quotes, so that they are seen to be meant. */
export function spell(value: string): string {
  const word = quoteWord(value);
  return word === value && word.includes('\xc2\xa0') ? `'${word}'` : word;
}
