/** What an action sees while its rule is compiled: the words behind its name, and compilers for what they hold. */
import { parseCondition } from '../../grammar/condition/parse-condition.js';
import type { Word } from '../../grammar/config/ast.js';
import { rangeOf } from '../../grammar/config/ast.js';
import type { ActionSite } from '../catalog/directive-site.js';
import type { RuleDraft } from '../catalog/draft.js';
import type { Condition, Expression, Format, FormatUse } from '../catalog/site.js';
import { WordReader } from '../config/word-reader.js';
import type { SourceRange } from '../diag/source-text.js';
import { PlacedScope } from './create-scope.js';
import type { Scope } from './scope.js';

/** Makes the site of a rule; `reader` is its cursor, for what is left over. */
export function createActionSite(
  draft: RuleDraft,
  scope: Scope,
): { readonly site: ActionSite; readonly reader: WordReader } {
  const site = new RuleSite(draft, scope);
  return { site, reader: site.words };
}

class RuleSite extends PlacedScope implements ActionSite {
  readonly words: WordReader;
  readonly ownLine: boolean;
  readonly suffix: RuleDraft['suffix'];
  readonly slot: number | undefined;
  readonly keyword: SourceRange;
  readonly #name: string;

  constructor(draft: RuleDraft, scope: Scope) {
    super(scope.context, scope);
    this.#name = `${draft.ruleset} ${draft.entry.name}`;
    this.words = new WordReader([draft.keyword, ...draft.words], 1, this.#name, scope.with({ label: '' }));
    this.ownLine = draft.ownLine === true;
    this.suffix = draft.suffix;
    this.slot = draft.slot;
    this.keyword = rangeOf(draft.keyword);
  }

  expression(): Expression | undefined {
    const words = takeExpressionWords(this.words, this);
    if (words.length > 0) return this.compileExpressionWords(words);
    if (!this.words.miss()) return undefined;
    this.report('arg/missing', this.words.last, `'${this.#name}' : expects <expr>, a sample expression`);
    return undefined;
  }

  format(destination?: FormatUse): Format | undefined {
    const text = this.words.next();
    if (text) return this.compileFormat(text, undefined, destination);
    if (!this.words.miss()) return undefined;
    this.report('arg/missing', this.words.last, `'${this.#name}' : expects <fmt>, a log-format string`);
    return undefined;
  }

  condition(): Condition | undefined {
    const next = this.words.peek()?.value;
    if (next !== 'if' && next !== 'unless') return undefined;
    const words: Word[] = [];
    for (let word = this.words.peekWord(); word; word = this.words.peekWord()) {
      words.push(word);
      this.words.next();
    }
    const ast = this.parse((diagnostics) => parseCondition(words, diagnostics));
    return ast && this.compileCondition(ast);
  }
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
