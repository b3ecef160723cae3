/** Conditions behind rules (manual 7.2), on the words as they are written: more terms are joined to all alternatives. */
import type { OldWord } from './old-file.js';

/** Terms of an alternative, all of which must hold: `acl`, `!acl`, `{ expression }`, `!{ expression }`. */
type Clause = readonly string[];

/** More alternatives than this make a rule that nobody reads. */
const MAX_CLAUSES = 16;

function clausesOf(words: readonly string[]): Clause[] | undefined {
  const clauses: string[][] = [[]];
  for (let at = 0; at < words.length; at++) {
    let word = words[at]!;
    const clause = clauses[clauses.length - 1]!;
    if (word === 'or' || word === '||') {
      clauses.push([]);
      continue;
    }
    while (/^!+$/.test(word) && at + 1 < words.length) word += words[++at]!;
    if (/^!*\{/.test(word)) {
      const close = words.indexOf('}', at);
      if (close < 0) return undefined;
      word = [word, ...words.slice(at + 1, close + 1)].join(' ');
      at = close;
    }
    clause.push(word);
  }
  return clauses.every((clause) => clause.length > 0) ? clauses : undefined;
}

function negate(term: string): string {
  return term.startsWith('!') ? term.slice(1) : `!${term}`;
}

/** Not (a b or c) is (!a or !b) and !c: every way to take one term of each alternative. */
function negateAll(clauses: readonly Clause[]): Clause[] {
  let result: Clause[] = [[]];
  for (const clause of clauses) {
    result = result.flatMap((taken) => clause.map((term) => [...taken, negate(term)]));
    if (result.length > MAX_CLAUSES) return result;
  }
  return result;
}

/**
 * The condition that holds if one of `alternatives` and the old condition do. `tail` is `if ...`, `unless ...` or nothing.
 * @returns undefined if it cannot be said in a line that is fit to read
 */
export function conjoin(alternatives: readonly Clause[], tail: readonly OldWord[]): string | undefined {
  const [keyword, ...rest] = tail.map(({ raw }) => raw);
  if (alternatives.every((clause) => clause.length === 0)) return tail.map(({ raw }) => raw).join(' ');
  let old: readonly Clause[] | undefined = [[]];
  if (keyword !== undefined) {
    if (keyword !== 'if' && keyword !== 'unless') return undefined;
    const clauses = clausesOf(rest);
    old = clauses && keyword === 'unless' ? negateAll(clauses) : clauses;
  }
  if (!old || old.length * alternatives.length > MAX_CLAUSES) return undefined;
  const all = alternatives.flatMap((more) => old.map((clause) => [...more, ...clause].join(' ')));
  return `if ${all.join(' or ')}`;
}
