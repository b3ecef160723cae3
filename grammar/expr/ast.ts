/** Sample expressions: `fetch(args),conv(args),...` (manual 7.1). Offsets count in the decoded word or string. */

/** One argument between parentheses after its own quotes and escapes were resolved. */
export interface ArgAst {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A name with its arguments. `args` is undefined where there are no parentheses; `()` gives one empty argument. */
export interface CallAst {
  readonly name: string;
  readonly args: readonly ArgAst[] | undefined;
  readonly start: number;
  readonly nameEnd: number;
  readonly end: number;
}

/** A fetch and its converters. */
export interface ExprAst {
  readonly fetch: CallAst;
  readonly converters: readonly CallAst[];
  readonly start: number;
  readonly end: number;
}
