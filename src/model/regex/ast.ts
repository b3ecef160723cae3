/** The tree of a PCRE pattern over bytes. Every set of characters is a table of 256 flags, case folding already done. */

/** One flag per byte. */
export type ByteSet = Uint8Array;

export type RegexNode =
  | { readonly kind: 'empty' }
  /** One byte; `fold` = both cases of an ASCII letter. */
  | { readonly kind: 'byte'; readonly code: number; readonly fold: boolean }
  | { readonly kind: 'set'; readonly set: ByteSet; readonly fold: boolean }
  /** JavaScript source of an assertion of no width. */
  | { readonly kind: 'assert'; readonly source: string }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'capture'; readonly number: number; readonly body: RegexNode }
  | { readonly kind: 'look'; readonly open: '(?=' | '(?!' | '(?<=' | '(?<!'; readonly body: RegexNode }
  /** No way back into it: `(?>...)` and possessive quantifiers. */
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | { readonly kind: 'backref'; readonly number: number; readonly fold: boolean }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

/** A pattern that could not be translated: why, and at which offset of the source. */
export class RegexProblem extends Error {
  readonly offset: number;
  constructor(problem: string, offset: number) {
    super(problem);
    this.offset = offset;
  }
}
