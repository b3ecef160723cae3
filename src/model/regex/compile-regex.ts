/**
 * PCRE patterns as JavaScript regular expressions over latin1 carriers. What JavaScript lacks is rewritten where that
 * gives the same matches (POSIX classes, \h, \A, (?i), atomic groups ...), else the pattern is refused with a reason.
 */
import { RegexProblem } from './ast.js';
import { parseRegex } from './parse-regex.js';
import { renderRegex, suitsIgnoreFlag } from './render-regex.js';

/** A pattern ready to run. It has no state: neither `g` nor `y`. */
export interface CompiledRegex {
  readonly regex: RegExp;
  /** Index in JavaScript's match of group n of the pattern; `groups.length - 1` groups. */
  readonly groups: readonly number[];
  readonly problem: undefined;
}

export interface RefusedRegex {
  readonly regex: undefined;
  /** What is wrong, without the pattern. */
  readonly problem: string;
  /** Offset in the pattern. */
  readonly offset: number;
}

export interface RegexOptions {
  readonly ignoreCase?: boolean;
}

/** Translates and compiles a pattern in the syntax of PCRE2 without UTF mode. */
export function compileRegex(source: string, options: RegexOptions = {}): CompiledRegex | RefusedRegex {
  try {
    const tree = parseRegex(source, options.ignoreCase === true);
    const flagged = suitsIgnoreFlag(tree);
    const { source: translated, groups } = renderRegex(tree, flagged);
    return { regex: new RegExp(translated, flagged ? 'i' : ''), groups, problem: undefined };
  } catch (error) {
    if (error instanceof RegexProblem) return { regex: undefined, problem: error.message, offset: error.offset };
    if (error instanceof SyntaxError) return { regex: undefined, problem: error.message, offset: 0 };
    throw error;
  }
}
