/** Regular expressions that are plain text, or dangerous (manual 7.1.4). */
import type { Word } from '../../../grammar/config/ast.js';
import { quoteWord } from '../../../grammar/config/quote-word.js';
import { criterionText, expressionsIn, rangeOfCall } from '../expression.js';
import { isCatastrophic } from '../regex-cost.js';
import type { LintRule, Spot } from '../rule.js';
import type { LintView } from '../view.js';
import { forEachAcl, methodOf } from './acl.js';

/** Actions whose argument at this index is a regular expression. */
const REGEX_ARGUMENT: Readonly<Record<string, number>> = {
  'replace-header': 1,
  'replace-value': 1,
  'replace-path': 0,
  'replace-pathq': 0,
  'replace-uri': 0,
};

/** Calls for each regular expression that requests are matched with. */
function forEachRegex(view: LintView, visit: (source: string, spot: Spot) => void): void {
  forEachAcl(view, (ast) => {
    if (methodOf(ast, view.catalog) !== 'reg') return;
    for (const word of ast.patterns) visit(word.value, word);
  });
  for (const { lines } of view.sections) {
    for (const line of lines) {
      const word = line.args[REGEX_ARGUMENT[line.action] ?? -1];
      if (word && line.ruleset) visit(word.value, word);
      for (const { expr, word: owner } of expressionsIn(line, view.catalog)) {
        for (const call of expr.converters) {
          const source = call.name === 'regsub' ? call.args?.[0]?.value : undefined;
          if (source !== undefined) visit(source, rangeOfCall(call, owner));
        }
      }
    }
  }
}

const catastrophic: LintRule = {
  code: 'lint/regex-catastrophic',
  check(view, report) {
    forEachRegex(view, (source, spot) => {
      if (isCatastrophic(source)) report(spot, `'${source}' can take exponential time on a hostile text`);
    });
  },
};

interface Literal {
  readonly text: string;
  readonly method: 'str' | 'beg' | 'end' | 'sub';
}

/** What a pattern without any operator says. */
function literalOf(source: string): Literal | undefined {
  const match = /^(\^?)((?:[^\\^$.|?*+()[\]{}]|\\[^\w])+)(\$?)$/s.exec(source);
  if (!match) return undefined;
  const [, start, body = '', end] = match;
  const text = body.replace(/\\(.)/gs, '$1');
  if (start) return { text, method: end ? 'str' : 'beg' };
  return { text, method: end ? 'end' : 'sub' };
}

const literal: LintRule = {
  code: 'lint/regex-literal',
  check(view, report) {
    forEachAcl(view, (ast) => {
      if (methodOf(ast, view.catalog) !== 'reg' || ast.patterns.length === 0) return;
      const literals = ast.patterns.map(({ value }) => literalOf(value));
      const [first] = literals;
      if (!first || literals.some((each) => each?.method !== first.method)) return;
      const word = ast.patterns[0] as Word;
      const plain = literals.map((each) => quoteWord(each?.text ?? '')).join(' ');
      const remedy = `write '${criterionText(ast, view.catalog, first.method)} ${plain}'`;
      report(word, `'${word.value}' is plain text`, { remedy });
    });
  },
};

/** Rules about regular expressions. */
export const regexRules: readonly LintRule[] = [catastrophic, literal];
