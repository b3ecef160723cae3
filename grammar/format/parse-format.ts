/** Log-format strings: text -> FormatAst (manual 8.2.6). */
import { type IToken, Lexer, type ParserMethod } from 'chevrotain';
import type { Diagnostics } from '../../src/diag/diagnostic.js';
import { type Phrase, reporterOf, textOf } from '../expr/parse-expr.js';
import { ExprRules, type ParsedText } from '../expr/rules.js';
import { Stray } from '../expr/tokens.js';
import type { FormatAst, FormatFlag, FormatItem } from './ast.js';
import {
  Alias,
  CloseBracket,
  DoublePercent,
  FORMAT_LEXER,
  ItemFlags,
  ItemName,
  ItemOpen,
  ItemStray,
  OpenBracket,
  Percent,
  Text,
} from './tokens.js';

const FLAGS = new Set(['Q', 'X', 'E', 'bin', 'json', 'cbor']);
const TYPES = new Set(['str', 'sint', 'bool', 'raw']);

/** What stands between a percent sign and the alias or expression. */
interface ItemHead {
  readonly start: number;
  name: string | undefined;
  type: string | undefined;
  flags: readonly FormatFlag[];
  flagsToken: IToken | undefined;
}

class FormatParser extends ExprRules {
  readonly head: ParserMethod<[], ItemHead>;
  readonly item: ParserMethod<[FormatItem[]], void>;
  readonly format: ParserMethod<[], FormatItem[]>;

  constructor() {
    super([...new Set(Object.values(FORMAT_LEXER.modes).flat())]);

    this.head = this.RULE('head', () => {
      const percent = this.CONSUME(Percent);
      const head: ItemHead = {
        start: this.ACTION(() => this.startOf(percent)),
        name: undefined,
        type: undefined,
        flags: [],
        flagsToken: undefined,
      };
      this.OPTION(() => {
        const token = this.CONSUME(ItemName);
        this.ACTION(() => this.readName(head, token));
      });
      this.OPTION2(() => {
        const token = this.CONSUME(ItemFlags);
        this.ACTION(() => {
          head.flagsToken = token;
          head.flags = this.readFlags(token);
        });
      });
      return head;
    });

    this.item = this.RULE('item', (items: FormatItem[]) => {
      const head = this.SUBRULE(this.head);
      this.OPTION1(() => {
        this.OR([
          {
            ALT: () => {
              const token = this.CONSUME(Alias);
              this.ACTION(() => this.addAlias(items, head, token));
            },
          },
          {
            ALT: () => {
              const open = this.CONSUME(OpenBracket);
              const expr = this.SUBRULE(this.expr);
              this.OPTION2({ DEF: () => this.CONSUME(CloseBracket) });
              this.ACTION(() => {
                const trailing = this.LA(-1).image === ',' && this.LA(0).tokenType === CloseBracket;
                if (this.failed) return;
                if (this.LA(0).tokenType !== CloseBracket) this.reportOpenBracket(open);
                else if (trailing) this.fail('expr/missing-name', expr.end, expr.end + 1, "unknown converter ''");
                else {
                  const { name, type, flags } = head;
                  items.push({ kind: 'expr', expr, name, type, flags, start: head.start, end: this.endOf(this.LA(0)) });
                }
              });
            },
          },
          {
            ALT: () => {
              const token = this.CONSUME(ItemStray);
              this.ACTION(() => this.addStray(items, head, token));
            },
          },
          {
            ALT: () => {
              const token = this.CONSUME(ItemOpen);
              this.ACTION(() => this.reportOpen(head, token));
            },
          },
          {
            ALT: () => {
              const token = this.OR2([{ ALT: () => this.CONSUME(ItemName) }, { ALT: () => this.CONSUME(ItemFlags) }]);
              this.ACTION(() => this.reportMissingAlias(head, this.startOf(token)));
            },
          },
        ]);
      });
      this.ACTION(() => {
        if (this.failed || items[items.length - 1]?.end === this.nextOffset()) return;
        if (head.flagsToken) this.reportMissingAlias(head, this.nextOffset());
        else this.fail('format/truncated', head.start, this.nextOffset(), "truncated line after '%'");
      });
    });

    this.format = this.RULE('format', () => {
      const items: FormatItem[] = [];
      this.MANY(() => {
        this.OR([
          {
            ALT: () => {
              const token = this.CONSUME(Text);
              this.ACTION(() => this.addText(items, this.startOf(token), token.image, token.image.length));
            },
          },
          {
            ALT: () => {
              const token = this.CONSUME(DoublePercent);
              this.ACTION(() => this.addText(items, this.startOf(token), '%', 2));
            },
          },
          {
            ALT: () => {
              this.SUBRULE(this.item, { ARGS: [items] });
            },
          },
        ]);
      });
      return items;
    });

    this.performSelfAnalysis();
  }

  parse(subject: ParsedText, tokens: IToken[]): FormatItem[] | undefined {
    return this.runRule(subject, tokens, () => this.format());
  }

  private addText(items: FormatItem[], start: number, text: string, length: number): void {
    const last = items[items.length - 1];
    if (last?.kind === 'text') {
      items[items.length - 1] = { kind: 'text', text: last.text + text, start: last.start, end: start + length };
    } else items.push({ kind: 'text', text, start, end: start + length });
  }

  private addAlias(items: FormatItem[], head: ItemHead, token: IToken): void {
    if (!head.flagsToken && /^\d/.test(token.image)) {
      this.reportBadItem(head, token);
      return;
    }
    const { name, type, flags, start } = head;
    items.push({ kind: 'alias', alias: token.image, name, type, flags, start, end: this.endOf(token) });
  }

  /** A percent sign before a character that starts nothing vanishes; before a blank or digit it is an error. */
  private addStray(items: FormatItem[], head: ItemHead, token: IToken): void {
    if (head.flagsToken) this.reportMissingAlias(head, this.startOf(token));
    else if (token.image === ' ' || token.image === '\t') this.reportBadItem(head, token);
    else this.addText(items, this.startOf(token), token.image, 1);
  }

  private readName(head: ItemHead, token: IToken): void {
    const inner = token.image.slice(1, -1);
    const colon = inner.indexOf(':');
    head.name = colon < 0 ? inner : inner.slice(0, colon);
    if (colon < 0) return;
    head.type = inner.slice(colon + 1);
    if (TYPES.has(head.type)) return;
    const from = this.startOf(token) + colon + 2;
    this.fail(
      'format/unknown-type',
      from,
      from + head.type.length,
      `unexpected output type '${head.type}'. Supported types are: str, sint, bool, raw`,
    );
  }

  private readFlags(token: IToken): FormatFlag[] {
    const flags: FormatFlag[] = [];
    let at = this.startOf(token) + 1;
    for (const part of token.image.slice(1, -1).split(',')) {
      const signed = /^[+-]/.test(part);
      const name = signed ? part.slice(1) : part;
      // A flag without a sign is let pass and changes nothing (haproxy 2.6), though the manual's own examples have some.
      if (FLAGS.has(name)) {
        if (signed) flags.push({ name, on: part[0] === '+' });
      } else if (part !== '') {
        this.subject.report('format/unknown-flag', at, at + part.length, `unknown flag '${part}' has no effect`);
      }
      at += part.length + 1;
    }
    return flags;
  }

  private reportBadItem(head: ItemHead, token: IToken): void {
    const message = `unexpected alias name near '${token.image[0]}' at position ${this.startOf(token)}. If you wanted to emit the '%' character verbatim, you need to use '%%'`;
    this.fail('format/bad-item', head.start, this.startOf(token) + 1, message);
  }

  private reportOpen(head: ItemHead, token: IToken): void {
    this.fail('format/truncated', head.start, this.endOf(token), `truncated line after '${token.image.slice(1)}'`);
  }

  private reportMissingAlias(head: ItemHead, end: number): void {
    const message = `parse argument modifier without alias name near '%${head.flagsToken?.image ?? ''}'`;
    this.fail('format/missing-alias', head.start, end, message);
  }

  private reportOpenBracket(open: IToken): void {
    const from = this.nextOffset();
    const read = this.subject.text.slice(this.endOf(open), from);
    if (this.nextIs(Stray) || from < this.subject.text.length) {
      const found = this.subject.text[from];
      this.fail('expr/missing-comma', from, from + 1, `expected ']' after '${read}', but found '${found}'`);
    } else this.fail('format/truncated', this.startOf(open), from, `missing ']' after '${read}'`);
  }
}

let tools: { readonly lexer: Lexer; readonly parser: FormatParser } | undefined;

/**
 * Parses a log-format string. Undefined if there is a problem, which is reported with its range in the word.
 * Neighbouring texts are one item; `%%` is a text; merging of spaces is left to the directives that want it.
 */
export function parseFormat(phrase: Phrase, diagnostics?: Diagnostics): FormatAst | undefined {
  const text = textOf(phrase);
  if (!text.includes('%')) {
    return { text, items: text === '' ? [] : [{ kind: 'text', text, start: 0, end: text.length }] };
  }
  tools ??= {
    lexer: new Lexer(FORMAT_LEXER, { positionTracking: 'onlyOffset', skipValidations: true }),
    parser: new FormatParser(),
  };
  const { tokens } = tools.lexer.tokenize(text);
  const items = tools.parser.parse({ text, base: 0, report: reporterOf(phrase, diagnostics) }, tokens);
  return items && { text, items };
}
