/** Log-format strings (manual 8.2.6): text, aliases, sample expressions. Offsets count in the string. */
import type { ExprAst } from '../expr/ast.js';

/** `{...}` behind the percent sign: `+Q`, `-E`, `+json`, ... */
export interface FormatFlag {
  readonly name: string;
  readonly on: boolean;
}

interface ItemPlace {
  readonly start: number;
  readonly end: number;
}

export interface FormatText extends ItemPlace {
  readonly kind: 'text';
  readonly text: string;
}

/** `%[flags](name:type)alias`; `%o` is the alias that sets flags for the whole string. */
export interface FormatAlias extends ItemPlace {
  readonly kind: 'alias';
  readonly alias: string;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly flags: readonly FormatFlag[];
}

/** `%[flags](name:type)[expr]`. */
export interface FormatExpr extends ItemPlace {
  readonly kind: 'expr';
  readonly expr: ExprAst;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly flags: readonly FormatFlag[];
}

export type FormatItem = FormatText | FormatAlias | FormatExpr;

export interface FormatAst {
  readonly text: string;
  readonly items: readonly FormatItem[];
}
