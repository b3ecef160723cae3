/** A lint rule: a row with its code and what finds it. Title, help and chapter stand in the table of codes. */
import type { Word } from '../../grammar/config/ast.js';
import { rangeOf, statementRange } from '../../grammar/config/ast.js';
import type { LINT_CODES } from '../diag/code/lint.js';
import type { Severity } from '../diag/diagnostic.js';
import type { SourceRange } from '../diag/source-text.js';
import type { LintLine, LintView } from './view.js';

/** Codes of the lint room. */
export type LintCode = keyof typeof LINT_CODES;

/** A place: a range, a word or a line. */
export type Spot = SourceRange | Word | LintLine;

export interface FindingOptions {
  /** What to do, if it can be said for this very place. */
  readonly remedy?: string | undefined;
  /** Where it is not that of the code. */
  readonly severity?: Severity;
}

/** Reports a finding. */
export type Finding = (spot: Spot, message: string, options?: FindingOptions) => void;

export interface LintRule {
  readonly code: LintCode;
  check(view: LintView, report: Finding): void;
}

/** The range of a spot. */
export function rangeOfSpot(spot: Spot): SourceRange {
  if ('statement' in spot) return statementRange(spot.statement);
  return 'value' in spot ? rangeOf(spot) : spot;
}

/** The header's name, or its keyword. */
export function headerWord(section: { readonly header: { readonly words: readonly Word[] } }): Word {
  return section.header.words[1] ?? section.header.words[0]!;
}
