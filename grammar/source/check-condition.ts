/** The condition of the command line, `-cc` (management.txt 3). */
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { parseWords } from '../words/parse-words.js';
import { evaluatePredicate, type PredicateResult } from './predicate.js';
import type { PredicateFacts } from './predicate-table.js';

/** Cuts a condition into words as `.if` does, joins them with single blanks and evaluates them. */
export function checkCondition(text: string, facts: PredicateFacts): PredicateResult {
  const diagnostics = new Diagnostics();
  const words = parseWords(text, { env: facts.env, diagnostics });
  const problem = diagnostics.list[0];
  if (problem) return { ok: false, message: problem.message, at: problem.range?.start ?? 0 };
  return evaluatePredicate(words.map((word) => word.value).join(' '), facts);
}
