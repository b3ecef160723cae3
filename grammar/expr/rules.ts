/**
 * The grammar of sample expressions. It accepts every sequence of tokens that a text can have and reports what is missing
 * in its actions, so that the problem can be named better than "unexpected token".
 */
import {
  EmbeddedActionsParser,
  type IToken,
  type ParserMethod,
  type TokenType,
  type TokenVocabulary,
} from 'chevrotain';
import type { DiagnosticCode } from '../../src/diag/code.js';
import type { ArgAst, CallAst, ExprAst } from './ast.js';
import { decodeArgument } from './decode-argument.js';
import { ArgComma, ArgOpenQuote, ArgText, CloseParen, Comma, Name, OpenParen } from './tokens.js';

/** Where problems go: a code, a range of the parsed text, a message. */
export type ReportProblem = (code: DiagnosticCode, from: number, to: number, message: string) => void;

/** What a call of the parser works on; set before the input, as parsers are made once. */
export interface ParsedText {
  readonly text: string;
  /** Offset of the text that was tokenized: token offsets are relative to it. */
  readonly base: number;
  readonly report: ReportProblem;
}

const NOTHING: ParsedText = { text: '', base: 0, report: () => {} };

/** Rules for `fetch(args),conv(args)`; grammars that embed expressions inherit them. */
export class ExprRules extends EmbeddedActionsParser {
  protected subject: ParsedText;
  protected failed: boolean;
  /** What the arguments that are being read belong to, for messages. */
  protected callee: string;
  readonly arg: ParserMethod<[], ArgAst>;
  readonly args: ParserMethod<[], readonly ArgAst[]>;
  readonly call: ParserMethod<[role: string], CallAst>;
  readonly expr: ParserMethod<[], ExprAst>;

  constructor(vocabulary: TokenVocabulary) {
    super(vocabulary, { maxLookahead: 1, skipValidations: true, recoveryEnabled: false });
    this.subject = NOTHING;
    this.failed = false;
    this.callee = '';

    this.arg = this.RULE('arg', () => {
      const start = this.nextOffset();
      let value = '';
      let end = start;
      this.OPTION(() => {
        const token = this.CONSUME(ArgText);
        this.ACTION(() => {
          value = decodeArgument(token.image);
          end = start + token.image.length;
        });
      });
      this.OPTION2(() => {
        const token = this.CONSUME(ArgOpenQuote);
        this.ACTION(() => {
          end = this.endOf(token);
          this.fail(
            'expr/unterminated-quote',
            this.startOf(token),
            end,
            `unmatched quote in argument '${token.image}'`,
          );
        });
      });
      return { value, start, end };
    });

    this.args = this.RULE('args', () => {
      const args: ArgAst[] = [];
      const open = this.CONSUME(OpenParen);
      args.push(this.SUBRULE(this.arg));
      this.MANY(() => {
        this.CONSUME(ArgComma);
        args.push(this.SUBRULE2(this.arg));
      });
      this.OPTION({
        DEF: () => this.CONSUME(CloseParen),
      });
      this.ACTION(() => {
        const closed = this.LA(0).tokenType === CloseParen;
        if (!closed && !this.failed) {
          this.fail(
            'expr/unterminated-arguments',
            this.startOf(open),
            this.subject.text.length,
            `${this.callee} : expected ')'`,
          );
        }
      });
      return args;
    });

    this.call = this.RULE('call', (role: string) => {
      const name = this.CONSUME(Name);
      let args: readonly ArgAst[] | undefined;
      this.OPTION(() => {
        this.ACTION(() => {
          this.callee = `${role} '${name.image}'`;
        });
        args = this.SUBRULE(this.args);
      });
      return this.ACTION(() => ({
        name: name.image,
        args,
        start: this.startOf(name),
        nameEnd: this.endOf(name),
        end: this.endOf(this.LA(0)),
      }));
    });

    this.expr = this.RULE('expr', () => {
      const converters: CallAst[] = [];
      let fetch: CallAst | undefined;
      this.OPTION(() => {
        fetch = this.SUBRULE(this.call, { ARGS: ['fetch method'] });
      });
      this.ACTION(() => {
        if (!fetch) this.fail('expr/missing-name', this.nextOffset(), this.nextOffset() + 1, 'missing fetch method');
      });
      // several commas in a row, and commas at the end, have always been accepted
      this.MANY(() => {
        this.CONSUME(Comma);
        this.OPTION2(() => {
          converters.push(this.SUBRULE2(this.call, { ARGS: ['converter'] }));
        });
      });
      return this.ACTION(() => ({
        fetch: fetch!,
        converters,
        start: fetch?.start ?? 0,
        end: this.nextOffset(),
      }));
    });
  }

  protected startOf(token: IToken): number {
    return this.subject.base + token.startOffset;
  }

  protected endOf(token: IToken): number {
    return this.subject.base + token.startOffset + token.image.length;
  }

  /** Where the next token starts, or the end of the text. */
  protected nextOffset(): number {
    const token = this.LA(1);
    return Number.isNaN(token.startOffset) ? this.subject.text.length : this.startOf(token);
  }

  protected fail(code: DiagnosticCode, from: number, to: number, message: string): void {
    // one problem per text: what follows a broken part means nothing
    if (!this.failed) this.subject.report(code, from, Math.min(to, this.subject.text.length), message);
    this.failed = true;
  }

  protected nextIs(type: TokenType): boolean {
    return this.LA(1).tokenType === type;
  }

  /** Runs a rule; undefined if a problem was reported. */
  protected runRule<T>(subject: ParsedText, tokens: IToken[], rule: () => T): T | undefined {
    this.input = tokens;
    this.subject = subject;
    this.failed = false;
    const result = rule();
    this.subject = NOTHING;
    return this.failed ? undefined : result;
  }
}
