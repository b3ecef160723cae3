/** Kinds of arguments: one parser and one "expects ..." text each, used by every row of the catalog. */
import type { ParseSite } from './site.js';
import type { ArgText } from './text.js';

/** A kind of argument that yields a `T`. */
export interface ArgKind<T> {
  /** Name of this argument in usage lines: `index`, `delimiters`. */
  readonly label: string;
  /** Type name as `-dKsmp`/`-dKcnv` print it: `sint`, `string`, `backend`, ... */
  readonly type: string;
  /** Behind "expects": `an integer between 1 and 65535`. */
  readonly expects: string;
  readonly optional: boolean;
  /** Returns undefined after it reported what is wrong. Optional arguments that are absent never get here. */
  parse(text: ArgText, site: ParseSite): T | undefined;
}

/** The tuple of values that a tuple of kinds yields. */
export type Values<A extends readonly ArgKind<unknown>[]> = {
  readonly [K in keyof A]: A[K] extends ArgKind<infer T> ? T : never;
};
