/** Reads a rule of a ruleset: the action's row, its words and its condition. Compiled when everything is known. */
import type { ConditionAst } from '../../grammar/condition/ast.js';
import { rangeOf, type Statement, type Word } from '../../grammar/config/ast.js';
import { suggest } from '../catalog/derive/suggest.js';
import type { RuleDraft } from '../catalog/draft.js';
import type { ActionEntry } from '../catalog/entry.js';
import type { Report } from '../catalog/site.js';
import type { SourceRange } from '../diag/source-text.js';
import type { Ruleset } from '../model/ruleset.js';
import type { ReadContext } from './read-context.js';
import { checkExperimental, noticeSupport } from './support-notice.js';
import type { WordReader } from './word-reader.js';

/** The statement that a rule stands in. */
export interface RuleSource {
  readonly statement: Statement;
  readonly words: WordReader;
  readonly range: SourceRange;
  readonly report: Report;
  condition(): ConditionAst | undefined;
}

/** A row and, for rows that match a prefix, the rest of the word. */
interface FoundAction {
  readonly entry: ActionEntry;
  readonly suffix: RuleDraft['suffix'];
}

function findAction(context: ReadContext, ruleset: Ruleset, word: Word): FoundAction | undefined {
  const inRuleset = (entry: ActionEntry) => entry.rulesets.includes(ruleset);
  const exact = context.catalog.named('action', word.value).find(inRuleset);
  if (exact) return { entry: exact, suffix: exact.match === 'prefix' ? suffixOf(word, word.value.length) : undefined };
  let best: FoundAction | undefined;
  let length = 0;
  for (const entry of context.catalog.all('action')) {
    if (entry.match !== 'prefix' || !inRuleset(entry)) continue;
    for (const name of [entry.name, ...(entry.aliases ?? [])]) {
      if (name.length <= length || !word.value.startsWith(name)) continue;
      best = { entry, suffix: suffixOf(word, name.length) };
      length = name.length;
    }
  }
  return best;
}

function suffixOf(word: Word, length: number): RuleDraft['suffix'] {
  // Decoded and raw spelling are equally long unless the word was quoted or escaped; then the whole word is shown.
  const plain = word.end - word.start === word.value.length;
  return { value: word.value.slice(length), range: { ...rangeOf(word), start: word.start + (plain ? length : 0) } };
}

/** Index of the `if` or `unless` that starts the condition, or the number of words. */
function conditionStart(words: readonly Word[], from: number): number {
  const at = words.findIndex((word, index) => index >= from && !word.quoted && isConditionWord(word.value));
  return at < 0 ? words.length : at;
}

function isConditionWord(value: string): boolean {
  return value === 'if' || value === 'unless';
}

/** Reads the words that are left of the site's statement as a rule; undefined after a report. */
export function readRule(
  context: ReadContext,
  site: RuleSource,
  ruleset: Ruleset,
  keyword: Word,
): RuleDraft | undefined {
  const found = findAction(context, ruleset, keyword);
  if (!found) {
    const rows = context.catalog.all('action').filter((entry) => entry.rulesets.includes(ruleset));
    const near = suggest(
      keyword.value,
      rows.map((entry) => entry.name),
    );
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    site.report('rule/action', rangeOf(keyword), `'${ruleset}' has no action '${keyword.value}'${hint}`);
    site.words.rest();
    return undefined;
  }
  const label = `${ruleset} ${found.entry.name}`;
  noticeSupport(found.entry, label, rangeOf(keyword), site.report, context.noticed);
  checkExperimental(found.entry, label, rangeOf(keyword), context);
  const { statement, words } = site;
  const args = words.takeUntil(conditionStart(statement.words, words.position));
  const conditional = words.peek() !== undefined;
  const condition = site.condition();
  if (conditional && !condition) return undefined;
  return { ruleset, ...found, words: args, condition, range: site.range, keyword };
}
