/** One ACL line, named or anonymous -> a test of the stream (manual 7.1). */
import type { AclAst } from '../../../grammar/condition/ast.js';
import type { Word } from '../../../grammar/config/ast.js';
import { rangeOf } from '../../../grammar/config/ast.js';
import type { CallAst } from '../../../grammar/expr/ast.js';
import { rangeInWord } from '../../../grammar/words/range-in-word.js';
import type { AclWordEntry, FetchEntry, Matcher, MatcherEntry } from '../../catalog/entry.js';
import type { Condition } from '../../catalog/site.js';
import type { Value } from '../../model/value.js';
import { canCast, castBetween } from '../casts.js';
import type { Sample } from '../expression.js';
import { compileSample, findFetch } from '../expression.js';
import { remedyFor } from '../remedy.js';
import type { Scope } from '../scope.js';
import { isAvailable } from '../use-point.js';
import { compilePatternList } from './pattern-list.js';
import type { AclFlags } from './patterns.js';
import { readFlags, readPatterns } from './patterns.js';

/** The test of an ACL that reads something that does not exist where it is used; the condition warns of it. */
export const NEVER: Condition = () => false;

/**
 * Compiles an ACL; undefined after a report.
 * @param options.anywhere whether its values are available is not asked: it is only checked, not used
 */
export function compileAcl(
  ast: AclAst,
  scope: Scope,
  options: { readonly anywhere?: boolean } = {},
): Condition | undefined {
  const { criterion, criterionWord: word } = ast;
  const aclWord = scope.context.catalog.find('acl-word', criterion.fetch.name);
  const entry = findCriterion(criterion.fetch, aclWord, word, scope);
  const flags = readFlags(ast, scope);
  const calls = criterion.converters.map((call) => ({ call, word }));
  const sample = compileSample(entry, criterion.fetch, word, calls, scope);
  if (!sample || !flags) return undefined;
  const matcher = findMatcher(ast, flags, flags.method || calls.length === 0 ? aclWord : undefined, sample, scope);
  const { compiledMatchers } = scope.context;
  const test = matcher && (compiledMatchers.get(ast) ?? compileMatcher(ast, flags, matcher, sample.values, scope));
  if (!test) return undefined;
  compiledMatchers.set(ast, test);
  if (options.anywhere || isAvailable(sample.entry.use, scope)) return combine(sample, matcher, test);
  return NEVER;
}

function findCriterion(
  call: CallAst,
  aclWord: AclWordEntry | undefined,
  word: Word,
  scope: Scope,
): FetchEntry | undefined {
  if (aclWord) return findFetch({ ...call, name: aclWord.fetch }, word, scope);
  const isKnown = scope.context.catalog.find('fetch', call.name) !== undefined;
  return findFetch(call, word, scope, isKnown ? [] : namesOfWords(scope));
}

function namesOfWords({ context }: Scope): readonly string[] {
  return context.catalog.all('acl-word').map(({ name }) => name);
}

/** The method behind -m, that of the ACL word, or that of the type of the values. */
function findMatcher(
  ast: AclAst,
  flags: AclFlags,
  aclWord: AclWordEntry | undefined,
  { type, entry }: Sample,
  scope: Scope,
): MatcherEntry | undefined {
  const { catalog } = scope.context;
  const { criterion, criterionWord } = ast;
  const range = flags.method ? rangeOf(flags.method) : rangeInWord(criterionWord, criterion.start, criterion.end);
  const matchers = catalog.all('matcher');
  if (flags.method && aclWord) warnOfOtherMethod(aclWord, flags.method, matchers, entry.out, scope);
  const name = flags.method?.value ?? aclWord?.match;
  const own = flags.method || !aclWord ? undefined : matchers.find(({ words }) => words?.includes(aclWord.name));
  const named = name === undefined ? undefined : catalog.find('matcher', name);
  const found = own ?? (name === undefined ? matchers.find(({ defaultFor }) => defaultFor?.includes(type)) : named);
  if (!found || (found.words && flags.method)) {
    if (name === undefined) {
      const message = `a matching method must be named with '-m' for '${criterion.fetch.name}', which gives ${type}`;
      scope.report('acl/missing-method', range, message);
    } else {
      const names = matchers.filter(({ words }) => !words).map((matcher) => matcher.name);
      scope.report('acl/unknown-method', range, `unknown matching method '${name}'`, {
        remedy: remedyFor(name, names),
      });
    }
    return undefined;
  }
  if (found.support !== 'refused' && canCast(type, found.in)) return found;
  const message = `matching method '${found.name}' cannot be used with '${criterion.fetch.name}', which gives ${type}`;
  scope.report('acl/incompatible-method', range, message);
  return undefined;
}

/** `hdr_dom(x) -m beg`: the method that the word stands for gives way to the one behind -m. */
function warnOfOtherMethod(
  { name, match }: AclWordEntry,
  method: Word,
  matchers: readonly MatcherEntry[],
  type: Sample['type'],
  scope: Scope,
): void {
  const isPlain = matchers.some((row) => row.name === match && row.defaultFor?.includes(type));
  const isOwn = matchers.some(({ words }) => words?.includes(name));
  if (!isOwn && (isPlain || method.value === match)) return;
  const message = `original matching method '${name}' is replaced by '-m ${method.value}'`;
  scope.with({ label: '' }).report('acl/method-overwritten', rangeOf(method), message);
}

function compileMatcher(
  ast: AclAst,
  flags: AclFlags,
  matcher: MatcherEntry,
  fetchValues: readonly unknown[],
  scope: Scope,
): Matcher | undefined {
  warnOfParenthesis(ast, scope);
  const sources = readPatterns(ast, matcher, scope);
  if (!sources) return undefined;
  const { noDns } = flags;
  if (matcher.ignoresPatterns) return matcher.compile({ patterns: [], ignoreCase: false, noDns }, scope, fetchValues);
  const matchers = sources.map((source) => compilePatternList(source, matcher, noDns, fetchValues, scope));
  if (!isComplete(matchers)) return undefined;
  const [first, second] = matchers;
  if (!first) return () => false;
  if (!second) return first;
  if (matchers.length === 2) return (value, stream) => first(value, stream) || second(value, stream);
  const complete: readonly Matcher[] = matchers;
  return (value, stream) => complete.some((match) => match(value, stream));
}

/** `path_reg (x)` may be meant as `path_reg(x)`. */
function warnOfParenthesis({ criterion, flags, patterns }: AclAst, scope: Scope): void {
  const [first] = patterns;
  if (flags.length > 0 || !first?.value.startsWith('(') || criterion.fetch.args) return;
  const message = `pattern '${first.value}' of '${criterion.fetch.name}' is likely a mistake`;
  const remedy = "remove the blank in front of '(', or write '--' there if the pattern is meant";
  scope.with({ label: '' }).report('acl/stray-parenthesis', rangeOf(first), message, { remedy });
}

function isComplete<T>(list: readonly (T | undefined)[]): list is readonly T[] {
  return !list.includes(undefined);
}

function combine({ held, fetch, each }: Sample, matcher: MatcherEntry, match: Matcher): Condition {
  const cast = castBetween(held, matcher.in);
  const test: Matcher = cast
    ? (value, stream) => {
        const turned = cast(value);
        return turned !== undefined && match(turned, stream);
      }
    : match;
  if (each) return (stream) => each(stream, test);
  return (stream) => {
    const value: Value | undefined = fetch(stream);
    return value !== undefined && test(value, stream);
  };
}
