/** Arguments of a fetch or converter: texts between parentheses -> values by the kinds of the row. */
import type { Word } from '../../grammar/config/ast.js';
import type { ArgAst, CallAst } from '../../grammar/expr/ast.js';
import { rangeInWord } from '../../grammar/words/range-in-word.js';
import type { ArgKind } from '../catalog/arg.js';
import type { Scope } from './scope.js';

/** What is named in messages: `fetch 'hdr'`. */
export type CallKind = 'fetch' | 'converter';

/** A name without parentheses stands for one empty argument where a string is needed. */
function withoutParentheses({ end }: CallAst, first: ArgKind<unknown> | undefined): readonly ArgAst[] {
  return first?.type === 'string' && !first.optional ? [{ value: '', start: end, end }] : [];
}

/** Kinds of which an empty one is something: an empty string, the table of the current proxy. */
const NEVER_NOTHING: readonly string[] = ['string', 'table'];

/** Parentheses with nothing between them are no argument where none is needed, and an empty one where that is a string. */
function textsOf(call: CallAst, first: ArgKind<unknown> | undefined): readonly ArgAst[] {
  const { args } = call;
  if (args === undefined) return withoutParentheses(call, first);
  const isNothing =
    first?.optional === true && !NEVER_NOTHING.includes(first.type) && args.length === 1 && args[0]?.value === '';
  return isNothing ? [] : args;
}

/**
 * Parses the arguments of a call. Undefined if something was reported; all arguments are looked at first. An argument that
 * is left empty counts as absent where it is optional and no string is expected.
 */
export function parseArguments(
  kind: CallKind,
  call: CallAst,
  kinds: readonly ArgKind<unknown>[],
  word: Word,
  scope: Scope,
): readonly unknown[] | undefined {
  const given = textsOf(call, kinds[0]);
  let ok = true;
  const values = kinds.map((argKind, index) => {
    const arg = given[index];
    const isText = argKind.type === 'string' && !argKind.emptyIsNone;
    const isTable = argKind.type === 'table';
    const absent = arg === undefined || (arg.value === '' && argKind.optional && !isText && !isTable);
    if (!absent) {
      const value = argKind.parse(
        { value: isTable ? arg.value || scope.proxyName : arg.value, range: rangeInWord(word, arg.start, arg.end) },
        scope,
      );
      if (value === undefined) ok = false;
      return value;
    }
    if (argKind.optional) return undefined;
    ok = false;
    const message = `${kind} '${call.name}' expects <${argKind.label}>, ${argKind.expects}, as argument ${index + 1}`;
    scope.report('expr/missing-argument', rangeInWord(word, call.start, call.end), message);
    return undefined;
  });
  const excess = given[kinds.length];
  if (excess !== undefined && !(given.length === 1 && excess.value === '')) {
    const last = given[given.length - 1]!;
    const most = kinds.length === 0 ? 'no argument' : `at most ${kinds.length}`;
    const message = `${kind} '${call.name}' takes ${most}, but has ${given.length}`;
    scope.report('expr/excess-argument', rangeInWord(word, excess.start, last.end), message);
    ok = false;
  }
  return ok ? values : undefined;
}
