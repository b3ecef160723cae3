/** Results of parsing literals: a value, or what is wrong and where. Offsets count in the text. */

/** What is wrong with a literal. `message` names the characters, not the keyword, which only the caller knows. */
export interface LiteralProblem {
  readonly ok: false;
  readonly kind: 'empty' | 'unexpected-character' | 'overflow' | 'out-of-range' | 'malformed' | 'not-permitted';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export type LiteralResult<T> = { readonly ok: true; readonly value: T } | LiteralProblem;

/** A problem at a range of the text. */
export function problem(kind: LiteralProblem['kind'], message: string, start: number, end: number): LiteralProblem {
  return { ok: false, kind, message, start, end };
}

/** A problem with one character of the text, or with its end. */
export function unexpectedAt(text: string, at: number): LiteralProblem {
  if (at >= text.length) return problem('empty', 'a number is expected', at, at);
  return problem('unexpected-character', `unexpected character '${text[at]}'`, at, at + 1);
}
