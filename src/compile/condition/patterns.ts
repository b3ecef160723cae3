/** Flags and patterns of an ACL (manual 7.1): which method, which patterns in which case, from the line and from files. */
import type { AclAst, AclFlag } from '../../../grammar/condition/ast.js';
import type { Word } from '../../../grammar/config/ast.js';
import { rangeOf } from '../../../grammar/config/ast.js';
import type { MatcherEntry } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import { argText } from '../../catalog/text.js';
import type { Scope } from '../scope.js';

/** What the flags ask for. */
export interface AclFlags {
  readonly method: Word | undefined;
  readonly noDns: boolean;
}

/** Patterns in a row that share a case. */
export interface PatternGroup {
  readonly ignoreCase: boolean;
  readonly patterns: ArgText[];
}

/** Reads the flags that do not depend on the method. Undefined after a report. */
export function readFlags(ast: AclAst, scope: Scope): AclFlags | undefined {
  let method: Word | undefined;
  let files = 0;
  let ok = true;
  const refuse = (code: 'acl/several-methods' | 'acl/late-method' | 'acl/bad-id', flag: AclFlag, why: string): void => {
    scope.report(code, rangeOf(flag.value ?? flag.word), why);
    ok = false;
  };
  for (const flag of ast.flags) {
    if (flag.name === '-f') files++;
    else if (flag.name === '-u' && !/^\d+$/.test(flag.value?.value ?? '')) {
      refuse('acl/bad-id', flag, 'the argument of -u must be an integer');
    } else if (flag.name === '-m') {
      if (method) refuse('acl/several-methods', flag, "only one explicit matching method can be defined with '-m'");
      else if (files > 0) refuse('acl/late-method', flag, "'-m' must stand before the files that '-f' loads");
      method ??= flag.value;
    }
  }
  return ok ? { method, noDns: ast.flags.some((flag) => flag.name === '-n') } : undefined;
}

/** All patterns of an ACL in order. Undefined after a report. */
export function readPatterns(ast: AclAst, matcher: MatcherEntry, scope: Scope): PatternGroup[] | undefined {
  const groups: PatternGroup[] = [];
  let ignoreCase = false;
  let ok = true;
  const isMap = ast.flags.some((flag) => flag.name === '-M');
  for (const flag of ast.flags) {
    if (flag.name === '-i') ignoreCase = true;
    else if (flag.name === '-f' && flag.value) {
      const content = scope.readFile(argText(flag.value));
      if (content === undefined) ok = false;
      else groups.push({ ignoreCase, patterns: patternsOfFile(content, isMap, argText(flag.value)) });
    }
  }
  groups.push({ ignoreCase, patterns: patternsOfLine(ast.patterns, matcher) });
  return ok ? groups.filter(({ patterns }) => patterns.length > 0) : undefined;
}

/** One pattern per line; `#` in the first column starts a comment. Maps have a key and a value. */
function patternsOfFile(content: string, isMap: boolean, file: ArgText): ArgText[] {
  const found: ArgText[] = [];
  for (const raw of content.split('\n')) {
    if (raw.startsWith('#')) continue;
    const line = raw.replace(/^[ \t]+/, '').replace(/\r+$/, '');
    const value = isMap ? (/^[^ \t]*/.exec(line)?.[0] ?? '') : line;
    if (value !== '') found.push({ value, range: file.range });
  }
  return found;
}

const OPERATORS = new Set(['eq', 'ne', 'ge', 'gt', 'le', 'lt']);

/** Words of the line; operators in front of integers are folded into them. */
function patternsOfLine(words: readonly Word[], { operate }: MatcherEntry): ArgText[] {
  if (!operate) return words.map(argText);
  const found: ArgText[] = [];
  let operator = 'eq';
  for (const word of words) {
    if (OPERATORS.has(word.value)) operator = word.value;
    else found.push({ ...argText(word), value: operate(operator, word.value) });
  }
  return found;
}
