/** What an action sees while its rule is compiled: the words behind its name, and compilers for what they hold. */
import { parseCondition } from '../../grammar/condition/parse-condition.js';
import type { Word } from '../../grammar/config/ast.js';
import { rangeOf } from '../../grammar/config/ast.js';
import type { ActionSite } from '../catalog/directive-site.js';
import type { RuleDraft } from '../catalog/draft.js';
import { WordReader } from '../config/word-reader.js';
import type { Scope } from './scope.js';

/** Makes the site of a rule; `reader` is its cursor, for what is left over. */
export function createActionSite(
  draft: RuleDraft,
  scope: Scope,
): { readonly site: ActionSite; readonly reader: WordReader } {
  const label = `${draft.ruleset} ${draft.entry.name}`;
  const reader = new WordReader([draft.keyword, ...draft.words], 1, label, scope.with({ label: '' }));
  const site: ActionSite = {
    ...scope,
    words: reader,
    suffix: draft.suffix,
    keyword: rangeOf(draft.keyword),
    expression() {
      const words = takeExpressionWords(reader, scope);
      if (words.length > 0) return scope.compileExpressionWords(words);
      scope.report('arg/missing', reader.last, `'${label}' : expects <expr>, a sample expression`);
      return undefined;
    },
    format(destination) {
      const text = reader.next();
      if (text) return scope.compileFormat(text, undefined, destination);
      scope.report('arg/missing', reader.last, `'${label}' : expects <fmt>, a log-format string`);
      return undefined;
    },
    condition() {
      const next = reader.peek()?.value;
      if (next !== 'if' && next !== 'unless') return undefined;
      const words: Word[] = [];
      for (let word = reader.peekWord(); word; word = reader.peekWord()) {
        words.push(word);
        reader.next();
      }
      const ast = scope.parse((diagnostics) => parseCondition(words, diagnostics));
      return ast && scope.compileCondition(ast);
    },
  };
  return { site, reader };
}

/** An expression may go on over the following words as long as these start with the name of a converter. */
function takeExpressionWords(reader: WordReader, scope: Scope): Word[] {
  const taken: Word[] = [];
  const { catalog } = scope.context;
  for (let word = reader.peekWord(); word; word = reader.peekWord()) {
    const name = /^[^,(]*/.exec(word.value)?.[0] ?? '';
    if (taken.length > 0 && catalog.find('converter', name) === undefined) break;
    taken.push(word);
    reader.next();
  }
  return taken;
}
