/** Conditions of `.if`, `.elif` and `-cc` (manual 2.4): text -> boolean. */
import { createToken, EmbeddedActionsParser, type IToken, Lexer, type ParserMethod } from 'chevrotain';
import { decodeArgument } from '../expr/decode-argument.js';
import { ARGUMENT_MODE, ARGUMENT_TOKENS, ArgComma, ArgOpenQuote, ArgText, CloseParen } from '../expr/tokens.js';
import { PREDICATES, type PredicateFacts } from './predicate-table.js';

/** A value, or what is wrong and at which offset of the text. */
export type PredicateResult =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly message: string; readonly at: number };

const plain = { line_breaks: false } as const;
const Blank = createToken({ name: 'ConditionBlank', pattern: /[ \t\r\n\v\f]+/, group: Lexer.SKIPPED, ...plain });
const Not = createToken({ name: 'Not', pattern: /!/, ...plain });
const And = createToken({ name: 'And', pattern: /&&/, ...plain });
const Either = createToken({ name: 'Either', pattern: /\|\|/, ...plain });
const GroupOpen = createToken({ name: 'GroupOpen', pattern: /\(/, ...plain });
const GroupClose = createToken({ name: 'GroupClose', pattern: /\)/, ...plain });
const Integer = createToken({ name: 'Integer', pattern: /[+-]?\d+/, ...plain });
const CallOpen = createToken({ name: 'CallOpen', pattern: /[a-z_]\w*\(/, push_mode: ARGUMENT_MODE, ...plain });
const BareName = createToken({ name: 'BareName', pattern: /[a-z_]\w*/, ...plain });
const StrayChar = createToken({
  name: 'StrayChar',
  pattern: /[\s\S]/,
  ...plain,
  start_chars_hint: Array.from({ length: 256 }, (_, code) => code),
});

const CONDITION_MODE = [Blank, Not, And, Either, GroupOpen, GroupClose, Integer, CallOpen, BareName, StrayChar];

/** Parentheses in parentheses; each takes a few frames of the stack. */
const MAX_DEPTH = 200;

/** Stops the evaluation at the first problem; it never leaves this file. */
class Problem extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

class PredicateParser extends EmbeddedActionsParser {
  #text: string;
  #facts: PredicateFacts | undefined;
  #depth: number;
  readonly arg: ParserMethod<[], string>;
  readonly call: ParserMethod<[], boolean>;
  readonly term: ParserMethod<[], boolean>;
  readonly conjunction: ParserMethod<[], boolean>;
  readonly disjunction: ParserMethod<[], boolean>;

  constructor() {
    super([...CONDITION_MODE, ...ARGUMENT_TOKENS], { maxLookahead: 1, skipValidations: true, recoveryEnabled: false });
    this.#text = '';
    this.#facts = undefined;
    this.#depth = 0;

    this.arg = this.RULE('arg', () => {
      let value = '';
      this.OPTION(() => {
        value = decodeArgument(this.CONSUME(ArgText).image);
      });
      this.OPTION2(() => {
        const token = this.CONSUME(ArgOpenQuote);
        this.ACTION(() => {
          throw new Problem(
            'unmatched quote in argument of predicate used in conditional expression',
            token.startOffset,
          );
        });
      });
      return value;
    });

    this.call = this.RULE('call', () =>
      this.OR([
        {
          ALT: () => {
            const name = this.CONSUME(BareName);
            return this.ACTION(() => this.test(name, name.image, []));
          },
        },
        {
          ALT: () => {
            const open = this.CONSUME(CallOpen);
            const args = [this.SUBRULE(this.arg)];
            this.MANY(() => {
              this.CONSUME(ArgComma);
              args.push(this.SUBRULE2(this.arg));
            });
            this.OPTION({ DEF: () => this.CONSUME(CloseParen) });
            return this.ACTION(() => {
              const name = open.image.slice(0, -1);
              if (this.LA(0).tokenType !== CloseParen) {
                const message = `expected ')' in argument ${args.length} of predicate '${name}' used in conditional expression`;
                throw new Problem(message, this.#text.length);
              }
              return this.test(open, name, args);
            });
          },
        },
      ]),
    );

    this.term = this.RULE('term', () => {
      let negated = false;
      this.MANY(() => {
        this.CONSUME(Not);
        negated = !negated;
      });
      const value = this.OR([
        {
          ALT: () => {
            const open = this.CONSUME(GroupOpen);
            this.ACTION(() => {
              if (++this.#depth > MAX_DEPTH) throw new Problem('too many nested parentheses', open.startOffset);
            });
            const inner = this.SUBRULE(this.disjunction);
            this.OPTION({ DEF: () => this.CONSUME(GroupClose) });
            return this.ACTION(() => {
              this.#depth--;
              if (this.LA(0).tokenType === GroupClose) return inner;
              const rest = this.#text.slice(open.startOffset);
              throw new Problem(`expected ')' after conditional expression '${rest}'`, open.startOffset);
            });
          },
        },
        { ALT: () => /[1-9]/.test(this.CONSUME(Integer).image) },
        { ALT: () => this.SUBRULE(this.call) },
      ]);
      return negated !== value;
    });

    this.conjunction = this.RULE('conjunction', () => {
      let value = true;
      this.AT_LEAST_ONE_SEP({
        SEP: And,
        DEF: () => {
          const next = this.SUBRULE(this.term);
          value = value && next;
        },
      });
      return value;
    });

    this.disjunction = this.RULE('disjunction', () => {
      let value = false;
      this.AT_LEAST_ONE_SEP({
        SEP: Either,
        DEF: () => {
          const next = this.SUBRULE(this.conjunction);
          value = value || next;
        },
      });
      return value;
    });

    this.performSelfAnalysis();
  }

  evaluate(text: string, tokens: IToken[], facts: PredicateFacts): PredicateResult {
    this.input = tokens;
    this.#text = text;
    this.#facts = facts;
    this.#depth = 0;
    try {
      const value = this.disjunction();
      const error = this.errors[0];
      if (!error) return { ok: true, value };
      const rest = error.token.startOffset;
      if (error.name !== 'NotAllInputParsedException') {
        return this.unparsable(Number.isNaN(rest) ? this.lastOffset() : rest);
      }
      const message = `unexpected character '${text[rest]}' at the end of conditional expression '${text}'`;
      return { ok: false, message, at: rest };
    } catch (problem) {
      if (problem instanceof Problem) return { ok: false, message: problem.message, at: problem.at };
      throw problem;
    } finally {
      this.#facts = undefined;
    }
  }

  /** Where the last token starts: what a missing operand is blamed on. */
  private lastOffset(): number {
    return this.LA(0).startOffset || 0;
  }

  private unparsable(at: number): PredicateResult {
    return { ok: false, message: `unparsable conditional expression '${this.#text.slice(at)}'`, at };
  }

  private test(token: IToken, name: string, args: readonly string[]): boolean {
    const predicate = Object.hasOwn(PREDICATES, name) ? PREDICATES[name]! : undefined;
    if (!predicate) {
      throw new Problem(
        `unparsable conditional expression '${this.#text.slice(token.startOffset)}'`,
        token.startOffset,
      );
    }
    const given = args.length === 1 && args[0] === '' ? 0 : args.length;
    if (given > predicate.args) {
      throw new Problem(`too many arguments for predicate '${name}' used in conditional expression`, token.startOffset);
    }
    if (given < predicate.args && predicate.args > 1) {
      const message = `missing arguments (got ${given}/${predicate.args}) for predicate '${name}' used in conditional expression`;
      throw new Problem(message, token.startOffset);
    }
    return predicate.test(this.#facts!, args);
  }
}

let tools: { readonly lexer: Lexer; readonly parser: PredicateParser } | undefined;

/** Evaluates a condition. An empty one is false. */
export function evaluatePredicate(text: string, facts: PredicateFacts): PredicateResult {
  if (text.trim() === '') return { ok: true, value: false };
  tools ??= {
    lexer: new Lexer(
      { modes: { condition: CONDITION_MODE, [ARGUMENT_MODE]: ARGUMENT_TOKENS }, defaultMode: 'condition' },
      { positionTracking: 'onlyOffset', skipValidations: true },
    ),
    parser: new PredicateParser(),
  };
  return tools.parser.evaluate(text, tools.lexer.tokenize(text).tokens, facts);
}
