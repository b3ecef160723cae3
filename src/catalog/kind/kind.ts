/** How a kind of argument is made, and how it says what it expects. */
import type { LiteralResult } from '../../../grammar/literal/literal.js';
import type { ParseSite } from '../site.js';
import type { ArgText } from '../text.js';

/** A kind of argument that yields a `T`. */
export interface ArgKind<T> {
  /** Name of this argument in usage lines: `index`, `delimiters`. */
  readonly label: string;
  /** Type name as `-dKsmp`/`-dKcnv` print it: `sint`, `string`, `backend`, ... */
  readonly type: string;
  /** Behind "expects": `an integer between 1 and 65535`. */
  readonly expects: string;
  readonly optional: boolean;
  /** An empty text is as good as none. */
  readonly emptyIsNone?: true;
  /** Returns undefined after it reported what is wrong. Optional arguments that are absent never get here. */
  parse(text: ArgText, site: ParseSite): T | undefined;
}

/** The tuple of values that a tuple of kinds yields. */
export type Values<A extends readonly ArgKind<unknown>[]> = {
  readonly [K in keyof A]: A[K] extends ArgKind<infer T> ? T : never;
};

/** Reports a value that is not what `kind` expects; `near` is what may be meant. */
export function invalid(kind: ArgKind<unknown>, text: ArgText, site: ParseSite, near?: string): undefined {
  const remedy = near === undefined ? undefined : `did you mean '${near}'?`;
  const what = text.value === '' ? 'an empty word' : `'${text.value}'`;
  site.report('arg/invalid', text.range, `${what} does not fit <${kind.label}>, which expects ${kind.expects}`, {
    remedy,
  });
  return undefined;
}

/** A kind whose parser says undefined for what it does not take. */
export function kindOf<T>(
  label: string,
  type: string,
  expects: string,
  parse: (text: string) => T | undefined,
): ArgKind<T> {
  const kind: ArgKind<T> = {
    label,
    type,
    expects,
    optional: false,
    parse: (text, site) => parse(text.value) ?? invalid(kind, text, site),
  };
  return kind;
}

/** A kind whose parser says what is wrong. */
export function literalOf<T>(
  label: string,
  type: string,
  expects: string,
  parse: (text: string) => LiteralResult<T>,
): ArgKind<T> {
  return {
    ...{ label, type, expects, optional: false },
    parse(text, site) {
      const result = parse(text.value);
      if (result.ok) return result.value;
      site.report('arg/invalid', text.range, `${result.message} in <${label}>, which expects ${expects}`);
      return undefined;
    },
  };
}
