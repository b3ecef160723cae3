/** `if`/`unless` conditions and ACL definitions: words -> AST (manual 7.1, 7.2). */
import { EmbeddedActionsParser, type ParserMethod } from 'chevrotain';
import type { DiagnosticCode } from '../../src/diag/code.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { rangeOf, type Word } from '../config/ast.js';
import { parseExpr } from '../expr/parse-expr.js';
import type { AclAst, AclFlag, ConditionAst, TermAst } from './ast.js';
import {
  AclName,
  aclTokens,
  Bang,
  CloseBrace,
  CONDITION_TOKENS,
  Criterion,
  conditionTokens,
  EndOfFlags,
  Flag,
  If,
  OpenBrace,
  Or,
  Pattern,
  StrayBrace,
  Unless,
  type WordToken,
} from './tokens.js';

const FLAGS = new Set(['-i', '-n', '-M', '-f', '-m', '-u']);

class ConditionParser extends EmbeddedActionsParser {
  #diagnostics: Diagnostics;
  #toldOfBrace: boolean;
  readonly acl: ParserMethod<[], AclAst | undefined>;
  readonly term: ParserMethod<[], TermAst | undefined>;
  readonly condition: ParserMethod<[], ConditionAst | undefined>;

  constructor() {
    super(CONDITION_TOKENS, { maxLookahead: 1, skipValidations: true, recoveryEnabled: false });
    this.#diagnostics = new Diagnostics();
    this.#toldOfBrace = false;

    this.acl = this.RULE('acl', () => {
      const criterion = this.CONSUME(Criterion) as WordToken;
      const flags: AclFlag[] = [];
      const patterns: Word[] = [];
      this.MANY(() => {
        const token = this.CONSUME(Flag) as WordToken;
        this.ACTION(() => flags.push(this.readFlag(token)));
      });
      this.OPTION(() => {
        const token = this.CONSUME(EndOfFlags) as WordToken;
        this.ACTION(() => flags.push({ name: '--', value: undefined, word: token.word }));
      });
      this.MANY2(() => {
        const token = this.CONSUME(Pattern) as WordToken;
        this.ACTION(() => patterns.push(token.word));
      });
      return this.ACTION(() => {
        const { ast } = parseExpr(criterion.word, 0, this.#diagnostics);
        return ast && { criterion: ast, criterionWord: criterion.word, flags, patterns };
      });
    });

    this.term = this.RULE('term', () =>
      this.OR<TermAst | undefined>([
        {
          ALT: () => {
            const token = this.CONSUME(AclName) as WordToken;
            this.ACTION(() => {
              if (/^\{|[{}]$/.test(token.word.value.slice(token.bangs))) this.reportBrace(token.word);
            });
            return this.ACTION(() => ({
              negated: token.bangs % 2 === 1,
              word: token.word,
              acl: { kind: 'named', name: token.word.value.slice(token.bangs) },
            }));
          },
        },
        {
          ALT: () => {
            const open = this.CONSUME(OpenBrace) as WordToken;
            let ast: AclAst | undefined;
            let criterion = false;
            this.OPTION(() => {
              criterion = true;
              ast = this.SUBRULE(this.acl);
            });
            this.OPTION2({ DEF: () => this.CONSUME(CloseBrace) });
            return this.ACTION(() => {
              const closed = this.LA(0).tokenType === CloseBrace;
              const glued = /.\}$/.test(this.LA(0).image)
                ? `put a blank in front of the brace of '${this.LA(0).image}'`
                : undefined;
              if (!closed)
                this.report('condition/unterminated-acl', open.word, "missing closing '}' in condition", glued);
              else if (!criterion)
                this.report('acl/missing-criterion', open.word, 'missing fetch method in ACL expression');
              const negated = open.bangs % 2 === 1;
              return closed && ast ? { negated, word: open.word, acl: { kind: 'anonymous', ast } } : undefined;
            });
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(StrayBrace) as WordToken;
            this.ACTION(() => this.reportBrace(token.word));
            return undefined;
          },
        },
      ]),
    );

    this.condition = this.RULE('condition', () => {
      const alternatives: TermAst[][] = [];
      let current: TermAst[] | undefined;
      let bang: WordToken | undefined;
      const start = this.OR([{ ALT: () => this.CONSUME(If) }, { ALT: () => this.CONSUME(Unless) }]) as WordToken;
      this.MANY(() => {
        this.OR2([
          {
            ALT: () => {
              this.CONSUME(Or);
              this.ACTION(() => {
                this.reportDangling(bang);
                current = undefined;
                bang = undefined;
              });
            },
          },
          {
            ALT: () => {
              const token = this.CONSUME(Bang) as WordToken;
              this.ACTION(() => {
                bang = bang ? { ...token, bangs: bang.bangs + token.bangs } : token;
              });
            },
          },
          {
            ALT: () => {
              const term = this.SUBRULE(this.term);
              this.ACTION(() => {
                if (!current) {
                  current = [];
                  alternatives.push(current);
                }
                if (term) current.push(bang && bang.bangs % 2 === 1 ? { ...term, negated: !term.negated } : term);
                bang = undefined;
              });
            },
          },
        ]);
      });
      return this.ACTION(() => {
        this.reportDangling(bang);
        if (alternatives.length === 0) {
          this.report(
            'condition/empty',
            start.word,
            `'${start.image}' has no condition behind it, ${start.tokenType === Unless ? 'which always applies' : 'which is always false'}`,
          );
        }
        return { unless: start.tokenType === Unless, alternatives, word: start.word };
      });
    });

    this.performSelfAnalysis();
  }

  /** Runs a rule over tokens; the result is undefined where alerts were reported. */
  run<T>(tokens: WordToken[], diagnostics: Diagnostics, rule: () => T | undefined): T | undefined {
    const alerts = diagnostics.alerts;
    this.input = tokens;
    this.#diagnostics = diagnostics;
    this.#toldOfBrace = false;
    const result = rule();
    return diagnostics.alerts === alerts ? result : undefined;
  }

  /** Braces that blanks do not set apart look like names of ACLs, and so does what they enclose: told once. */
  private reportBrace(word: Word): void {
    if (this.#toldOfBrace) return;
    this.#toldOfBrace = true;
    const remedy = word.value === '}' ? undefined : "put blanks on both sides of '{' and '}'";
    this.report('condition/stray-brace', word, `no such ACL : '${word.value}'`, remedy);
  }

  private readFlag(token: WordToken): AclFlag {
    const name = token.word.value;
    if (!FLAGS.has(name)) {
      const message = `'${name}' is not a valid ACL option. Please use '--' before any pattern beginning with a '-'`;
      this.report('acl/unknown-flag', token.word, message);
    } else if (token.argument === undefined && (name === '-f' || name === '-m' || name === '-u')) {
      this.report('acl/missing-flag-value', token.word, `flag '${name}' expects a word behind it`);
    }
    return { name, value: token.argument, word: token.word };
  }

  private reportDangling(bang: WordToken | undefined): void {
    if (bang) this.report('condition/dangling-negation', bang.word, `'${bang.image}' negates nothing and is ignored`);
  }

  private report(code: DiagnosticCode, word: Word, message: string, remedy?: string): void {
    this.#diagnostics.report(code, rangeOf(word), message, { remedy });
  }
}

let parser: ConditionParser | undefined;

/**
 * Parses the words from `if` or `unless` on. Undefined if an alert was reported.
 * An empty condition is accepted with a warning, as HAProxy does: it has no alternatives and is false.
 */
export function parseCondition(words: readonly Word[], diagnostics: Diagnostics): ConditionAst | undefined {
  const first = words[0];
  if (first?.value !== 'if' && first?.value !== 'unless') {
    const message = `expects either 'if' or 'unless' followed by a condition but found '${first?.value ?? ''}'`;
    diagnostics.report('condition/missing-word', first && rangeOf(first), message);
    return undefined;
  }
  parser ??= new ConditionParser();
  const { condition } = parser;
  return parser.run(conditionTokens(words), diagnostics, () => condition.call(parser!));
}

/**
 * Parses `criterion flags patterns`: the words behind `acl NAME`.
 * @param owner the word to blame if there is no criterion
 */
export function parseAcl(words: readonly Word[], diagnostics: Diagnostics, owner?: Word): AclAst | undefined {
  if (words.length === 0) {
    diagnostics.report('acl/missing-criterion', owner && rangeOf(owner), 'missing fetch method in ACL expression');
    return undefined;
  }
  parser ??= new ConditionParser();
  const { acl } = parser;
  return parser.run(aclTokens(words), diagnostics, () => acl.call(parser!));
}
