/**
 * Conditions -> closures (manual 7.2): terms are joined by AND, alternatives by OR, both from left to right and no further
 * than needed. In tcp content rules a term may be undecided while data is still to come; the condition then says false and
 * leaves `stream.mayChange` set, so that the rule is asked again.
 */
import type { AclAst, ConditionAst, TermAst } from '../../../grammar/condition/ast.js';
import type { Word } from '../../../grammar/config/ast.js';
import { rangeOf } from '../../../grammar/config/ast.js';
import { rangeInWord } from '../../../grammar/words/range-in-word.js';
import type { Condition } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { Stream } from '../../model/stream.js';
import { remedyFor } from '../remedy.js';
import type { Place, Scope } from '../scope.js';
import { compileAcl, NEVER } from './acl.js';
import { PREDEFINED_NAMES, predefinedAcl } from './predefined.js';

/** A term: alternatives of its ACL, and whether it is negated. */
interface Term {
  readonly tests: readonly Condition[];
  readonly negated: boolean;
}

/** Compiles a condition with its `unless` folded in; undefined after a report. */
export function compileConditionAst(ast: ConditionAst, scope: Scope): Condition | undefined {
  const alternatives: (Term | undefined)[][] = [];
  for (const terms of ast.alternatives) {
    const compiled: (Term | undefined)[] = [];
    for (const term of terms) {
      // What stands behind a word that no condition has is no list of ACLs either.
      if (isMisread(term, scope)) return undefined;
      compiled.push(compileTerm(term, scope));
    }
    alternatives.push(compiled);
  }
  if (alternatives.some((terms) => terms.includes(undefined))) return undefined;
  const complete = alternatives as Term[][];
  const waits = scope.ruleset === 'tcp-request content' || scope.ruleset === 'tcp-response content';
  return waits ? joinWaiting(complete, ast.unless) : joinDecided(complete, ast.unless);
}

function compileTerm({ acl, negated, word }: TermAst, scope: Scope): Term | undefined {
  const { asts, predefined } = acl.kind === 'anonymous' ? { asts: [acl.ast] } : findAcl(acl.name, word, scope);
  // What could not be read was reported where it stands.
  if (!asts || asts.length === 0) return undefined;
  const place = acl.kind === 'named' ? scope.with(placeOfAcl(acl.name, predefined && rangeOf(word))) : scope;
  const tests = asts.map((ast) => compileAclOnce(ast, place));
  if (tests.includes(undefined)) return undefined;
  const absent = asts.filter((_ast, at) => tests[at] === NEVER);
  if (absent.length > 0) warnOfAbsent(acl, absent, absent.length === asts.length, word, scope);
  return { tests: tests as Condition[], negated };
}

/** Reports words of other languages, and fetches without braces. */
function isMisread({ acl, word }: TermAst, scope: Scope): boolean {
  if (acl.kind === 'anonymous' || scope.acls.has(acl.name) || predefinedAcl(acl.name)) return false;
  const remedy = misreading(acl.name, scope);
  if (remedy !== undefined) scope.report('acl/unknown', rangeOf(word), `no such ACL : '${acl.name}'`, { remedy });
  return remedy !== undefined;
}

function misreading(name: string, { context }: Scope): string | undefined {
  if (/^(?:&&|and)$/i.test(name)) return "leave it out: what stands side by side is joined by AND, 'or' joins by OR";
  if (/^not$/i.test(name)) return "write '!' in front of what is negated";
  if (/^\(|^\)$/.test(name)) return "leave parentheses out: only '{ }' enclose, and each encloses one test";
  const fetch = /^[^(,]*/.exec(name)?.[0] ?? '';
  const isTest = context.catalog.find('fetch', fetch) ?? context.catalog.find('acl-word', fetch);
  return isTest ? `put the test between braces: { ${name} ... }` : undefined;
}

interface FoundAcl {
  readonly asts?: readonly AclAst[];
  readonly predefined?: AclAst | undefined;
}

/** Alternatives of a named ACL; those of a section are known from their first line on. */
function findAcl(name: string, word: Word, scope: Scope): FoundAcl {
  const { acls } = scope;
  const declared = acls.get(name);
  const isLate = declared !== undefined && standsBehind(declared[0], word);
  if (declared && !isLate) return { asts: declared };
  const predefined = predefinedAcl(name);
  if (predefined) return { asts: [predefined, ...(declared ?? [])], predefined };
  const remedy = isLate
    ? `the line 'acl ${name}' comes later; move it in front of this line`
    : remedyFor(name, [...acls.keys(), ...PREDEFINED_NAMES]);
  scope.report('acl/unknown', rangeOf(word), `no such ACL : '${name}'`, { remedy });
  for (const ast of declared ?? []) compileAclOnce(ast, scope.with(placeOfAcl(name, undefined)));
  return {};
}

function standsBehind(ast: AclAst | undefined, { source, start }: Word): boolean {
  return ast !== undefined && ast.criterionWord.source === source && ast.criterionWord.start > start;
}

/** HAProxy tells it at every rule that uses the ACL: what can be read depends on the rule. */
function warnOfAbsent(
  acl: TermAst['acl'],
  absent: readonly AclAst[],
  isNever: boolean,
  word: Word,
  scope: Scope,
): void {
  const names = [...new Set(absent.map(({ criterion }) => `'${criterion.fetch.name}'`))].join(', ');
  const where = `${names} cannot be read here (${scope.use})`;
  const who = acl.kind === 'named' ? `ACL '${acl.name}'` : 'this ACL';
  const what = isNever ? 'never matches' : 'matches only by its other lines';
  const { criterion, criterionWord } = absent[0]!;
  const range = acl.kind === 'named' ? rangeOf(word) : rangeInWord(criterionWord, criterion.start, criterion.end);
  scope.with({ label: '' }).report('acl/never-matches', range, `${who} ${what}: ${where}`);
}

function placeOfAcl(name: string, blame: SourceRange | undefined): Partial<Place> {
  const label = `error detected while parsing ACL '${name}'`;
  return blame ? { label, blame } : { label };
}

/** One ACL serves many rules: its closure is kept for each point of use. */
function compileAclOnce(ast: AclAst, scope: Scope): Condition | undefined {
  const { compiledAcls } = scope.context;
  const byUse = compiledAcls.get(ast) ?? new Map<string, Condition | undefined>();
  compiledAcls.set(ast, byUse);
  const key = `${scope.use} ${scope.proxyName}`;
  if (!byUse.has(key)) byUse.set(key, compileAcl(ast, scope));
  return byUse.get(key);
}

function joinDecided(alternatives: readonly (readonly Term[])[], unless: boolean): Condition {
  const any = joinOr(alternatives.map((terms) => joinAnd(terms.map(decideTerm))));
  return unless ? (stream) => !any(stream) : any;
}

function decideTerm({ tests, negated }: Term): Condition {
  const any = joinOr(tests);
  return negated ? (stream) => !any(stream) : any;
}

function joinOr(tests: readonly Condition[]): Condition {
  const [a, b, c] = tests;
  if (!a) return () => false;
  if (!b) return a;
  if (!c) return (stream) => a(stream) || b(stream);
  if (tests.length === 3) return (stream) => a(stream) || b(stream) || c(stream);
  return (stream) => {
    for (let at = 0; at < tests.length; at++) if (tests[at]!(stream)) return true;
    return false;
  };
}

function joinAnd(tests: readonly Condition[]): Condition {
  const [a, b, c] = tests;
  if (!a) return () => false;
  if (!b) return a;
  if (!c) return (stream) => a(stream) && b(stream);
  if (tests.length === 3) return (stream) => a(stream) && b(stream) && c(stream);
  return (stream) => {
    for (let at = 0; at < tests.length; at++) if (!tests[at]!(stream)) return false;
    return true;
  };
}

/** Three values as bits, so that `|` is OR and `&` is AND: nothing, undecided, all. */
const FAIL = 0;
const UNDECIDED = 1;
const PASS = 3;

function joinWaiting(alternatives: readonly (readonly Term[])[], unless: boolean): Condition {
  return (stream) => {
    let result: number = FAIL;
    for (let at = 0; at < alternatives.length && result !== PASS; at++) result |= runTerms(alternatives[at]!, stream);
    stream.mayChange = result === UNDECIDED;
    return result !== UNDECIDED && (result === PASS) !== unless;
  };
}

function runTerms(terms: readonly Term[], stream: Stream): number {
  let result: number = terms.length > 0 ? PASS : FAIL;
  for (let at = 0; at < terms.length && result !== FAIL; at++) {
    const { tests, negated } = terms[at]!;
    const value = runTests(tests, stream);
    result &= negated && value !== UNDECIDED ? PASS - value : value;
  }
  return result;
}

function runTests(tests: readonly Condition[], stream: Stream): number {
  let result: number = FAIL;
  for (let at = 0; at < tests.length && result !== PASS; at++) {
    stream.mayChange = false;
    if (tests[at]!(stream)) result = PASS;
    else if (stream.mayChange && !stream.final) result |= UNDECIDED;
  }
  return result;
}
