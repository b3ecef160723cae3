/** Conditions of rules: `if`/`unless` terms joined by `or`, `||` and juxtaposition (manual 7.2), and ACL definitions. */
import type { Word } from '../config/ast.js';
import type { ExprAst } from '../expr/ast.js';

/** Flags between criterion and patterns of an ACL: `-i -m end -f file -F -M -n -u id --`. */
export interface AclFlag {
  readonly name: string;
  /** The word behind flags that take one (`-f`, `-m`, `-u`). */
  readonly value: Word | undefined;
  readonly word: Word;
}

/** `criterion flags patterns`, of an `acl` line or of an anonymous `{ }`. */
export interface AclAst {
  readonly criterion: ExprAst;
  /** The word that holds the criterion; offsets of `criterion` count in its value. */
  readonly criterionWord: Word;
  readonly flags: readonly AclFlag[];
  /** Patterns and operators (`eq`, `ge`, ...) as written. */
  readonly patterns: readonly Word[];
}

/** `name`, `!name`, `{ ... }` or `!{ ... }`. */
export interface TermAst {
  readonly negated: boolean;
  readonly word: Word;
  readonly acl:
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'anonymous'; readonly ast: AclAst };
}

/** A disjunction of conjunctions. */
export interface ConditionAst {
  readonly unless: boolean;
  readonly alternatives: readonly (readonly TermAst[])[];
  readonly word: Word;
}
