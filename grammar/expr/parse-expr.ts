/** Sample expressions in words: text -> ExprAst (manual 7.3). */
import { type IToken, Lexer } from 'chevrotain';
import type { Diagnostics } from '../../src/diag/diagnostic.js';
import type { Word } from '../config/ast.js';
import { rangeInWord } from '../words/range-in-word.js';
import type { ExprAst } from './ast.js';
import { ExprRules, type ParsedText, type ReportProblem } from './rules.js';
import { ARGUMENT_MODE, ARGUMENT_TOKENS, EXPR_TOKENS } from './tokens.js';

/** A text to parse: a word of a file, whose problems have a range, or a string from elsewhere. */
export type Phrase = Word | string;

/** What was read of a phrase: no `ast` if a problem was reported; `end` is the offset where reading stopped. */
export interface ExprResult {
  readonly ast: ExprAst | undefined;
  readonly end: number;
}

/** The bytes of a phrase. */
export function textOf(phrase: Phrase): string {
  return typeof phrase === 'string' ? phrase : phrase.value;
}

/** Reports problems of a phrase with ranges of its raw spelling. */
export function reporterOf(phrase: Phrase, diagnostics: Diagnostics | undefined): ReportProblem {
  return (code, from, to, message) => {
    const range = typeof phrase === 'string' ? undefined : rangeInWord(phrase, from, to);
    diagnostics?.report(code, range, message);
  };
}

class ExprParser extends ExprRules {
  constructor() {
    super([...EXPR_TOKENS, ...ARGUMENT_TOKENS]);
    this.performSelfAnalysis();
  }

  parse(subject: ParsedText, tokens: IToken[]): ExprResult {
    let end = subject.text.length;
    const ast = this.runRule(subject, tokens, () => {
      const expr = this.expr();
      if (this.failed) return undefined;
      end = this.nextOffset();
      if (end < subject.text.length) this.reportRest(expr, end);
      return expr;
    });
    return { ast, end };
  }

  private reportRest(expr: ExprAst, end: number): void {
    const kind = expr.converters.length > 0 ? 'converter' : 'fetch';
    this.fail('expr/missing-comma', end, end + 1, `missing comma after ${kind} keyword`);
  }
}

let tools: { readonly lexer: Lexer; readonly parser: ExprParser } | undefined;

function getTools(): { readonly lexer: Lexer; readonly parser: ExprParser } {
  tools ??= {
    lexer: new Lexer(
      { modes: { expr: EXPR_TOKENS, [ARGUMENT_MODE]: ARGUMENT_TOKENS }, defaultMode: 'expr' },
      { positionTracking: 'onlyOffset', skipValidations: true },
    ),
    parser: new ExprParser(),
  };
  return tools;
}

/**
 * Parses an expression that reaches from `at` to the end of a word or string: `req.hdr(host),lower`.
 * Trailing commas are accepted, as HAProxy does. Offsets of the result count in the word's value.
 */
export function parseExpr(phrase: Phrase, at = 0, diagnostics?: Diagnostics): ExprResult {
  const { lexer, parser } = getTools();
  const text = textOf(phrase);
  const { tokens } = lexer.tokenize(at === 0 ? text : text.slice(at));
  return parser.parse({ text, base: at, report: reporterOf(phrase, diagnostics) }, tokens);
}
