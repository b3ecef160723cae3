/** Expressions and ACLs of lines, wherever they stand. */
import type { AclAst, ConditionAst, TermAst } from '../../grammar/condition/ast.js';
import type { Word } from '../../grammar/config/ast.js';
import type { CallAst, ExprAst } from '../../grammar/expr/ast.js';
import { parseExpr } from '../../grammar/expr/parse-expr.js';
import { parseFormat } from '../../grammar/format/parse-format.js';
import { rangeInWord } from '../../grammar/words/range-in-word.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { SourceRange } from '../diag/source-text.js';
import type { LintAcl, LintLine, LintSection } from './view.js';

/** An expression with the word that its offsets count in. */
export interface PlacedExpr {
  readonly expr: ExprAst;
  readonly word: Word;
}

/** All terms of a condition. */
export function termsOf(condition: ConditionAst | undefined): readonly TermAst[] {
  return condition?.alternatives.flat() ?? [];
}

/** ACLs that stand in a line: that of an `acl` line, and the anonymous ones of its condition. */
export function aclsIn(line: LintLine): readonly AclAst[] {
  const own = line.acl();
  if (own) return [own.ast];
  return termsOf(line.condition()).flatMap(({ acl }) => (acl.kind === 'anonymous' ? [acl.ast] : []));
}

/** A way to write the criterion of an ACL: a fetch with its arguments and converters, flags beside `-m`, a match method. */
export function criterionText({ criterion, criterionWord, flags }: AclAst, catalog: Catalog, method?: string): string {
  const { fetch } = criterion;
  const name = catalog.find('acl-word', fetch.name)?.fetch ?? fetch.name;
  const rest = criterionWord.value.slice(fetch.start + fetch.name.length, criterion.end);
  const others = flags
    .filter(({ name: flag }) => flag !== '-m')
    .map(({ name: flag, value }) => [flag, value?.value ?? '']);
  const words = [`${name}${rest}`, ...others.flat(), ...(method === undefined ? [] : ['-m', method])];
  return words.filter((word) => word !== '').join(' ');
}

/** Declarations of an ACL as a section sees them. */
function declarationsOf(section: LintSection, name: string): readonly LintAcl[] {
  const lines = [...section.lines, ...(section.defaults?.lines ?? [])];
  return lines.flatMap((line) => {
    const acl = line.keyword === 'acl' ? line.acl() : undefined;
    return acl?.name === name ? [acl] : [];
  });
}

/** What the ACLs of a condition look at, declared ones included. */
export function criteriaOf(line: LintLine): readonly ExprAst[] {
  return termsOf(line.condition()).flatMap(({ acl }) => {
    if (acl.kind === 'anonymous') return [acl.ast.criterion];
    return declarationsOf(line.section, acl.name).map(({ ast }) => ast.criterion);
  });
}

/** Expressions between `%[` and `]` of a word. */
export function expressionsInFormat(word: Word): readonly PlacedExpr[] {
  if (!word.value.includes('%[')) return [];
  const items = parseFormat(word)?.items ?? [];
  return items.flatMap((item) => (item.kind === 'expr' ? [{ expr: item.expr, word }] : []));
}

/** Actions that take an expression as a word of its own. */
const TAKING = /^(?:set-var|track-sc|sc-|do-resolve|set-(?:src|dst|fc-|bc-|priority)|capture|attach-srv)/;

/** Names of fetches are words like others, such as `cookie`: what is no call is an expression in few places only. */
function isExpression(word: Word, line: LintLine, catalog: Catalog): boolean {
  const [name = ''] = /^[\w.-]+/.exec(word.value) ?? [];
  if (!/[(,]/.test(word.value) && !TAKING.test(line.action) && line.keyword !== 'stick') return false;
  return catalog.find('fetch', name) !== undefined;
}

/** Every expression of a line: of ACLs, of formats, and words that are expressions by themselves. */
export function expressionsIn(line: LintLine, catalog: Catalog): readonly PlacedExpr[] {
  const found: PlacedExpr[] = aclsIn(line).map(({ criterion, criterionWord }) => ({
    expr: criterion,
    word: criterionWord,
  }));
  if (line.keyword === 'acl') return found;
  for (const word of line.args) {
    if (word.value.includes('%[')) found.push(...expressionsInFormat(word));
    else if (isExpression(word, line, catalog)) {
      const { ast } = parseExpr(word);
      if (ast) found.push({ expr: ast, word });
    }
  }
  return found;
}

/** All calls of an expression. */
export function callsOf({ expr }: PlacedExpr): readonly CallAst[] {
  return [expr.fetch, ...expr.converters];
}

/** Where a call stands. */
export function rangeOfCall(call: CallAst, word: Word): SourceRange {
  return rangeInWord(word, call.start, call.end);
}
