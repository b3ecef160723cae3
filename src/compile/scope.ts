/** Where something is compiled, as this room sees it. */
import type { AclAst } from '../../grammar/condition/ast.js';
import type { Word } from '../../grammar/config/ast.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { RuleDraft } from '../catalog/draft.js';
import type { Matcher } from '../catalog/entry.js';
import type { CompileSite, Condition, Expression, LiveNames } from '../catalog/site.js';
import type { ReadBytes } from '../config/files.js';
import type { TypedConfig } from '../config/typed-config.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceRange } from '../diag/source-text.js';
import type { Filter } from '../model/filter.js';
import type { Ruleset, UsePoint } from '../model/ruleset.js';

/** What is the same for the whole plan. */
export interface CompileContext {
  readonly catalog: Catalog;
  readonly diagnostics: Diagnostics;
  readonly live: LiveNames;
  readonly readBytes: ReadBytes;
  readonly defaultPath: string | undefined;
  /** Whether Lua scripts are loaded, which can add words. */
  readonly hasScripts: boolean;
  /** Scripts are named and none of them could be read. */
  readonly lacksScripts?: boolean;
  /** Closures of ACLs by point of use; undefined = it was reported. */
  readonly compiledAcls: WeakMap<AclAst, Map<string, Condition | undefined>>;
  /** Rules whose problems were told in the `defaults` section that they stand in. */
  readonly faulty: WeakSet<RuleDraft>;
  /** ACLs that rules of `defaults` sections see: those of their own section. */
  readonly homeAcls: WeakMap<RuleDraft, AclTable>;
  /** Patterns of an ACL are one list, wherever the ACL is used. */
  readonly compiledMatchers: WeakMap<AclAst, Matcher>;
  /** Data of sections such as userlists, by `kind name`. */
  readonly sections: TypedConfig['sections'];
}

/** Named ACLs that a section sees: alternatives by name. */
export type AclTable = ReadonlyMap<string, readonly AclAst[]>;

/** What differs from place to place. */
export interface Place {
  readonly section: string;
  readonly use: UsePoint;
  readonly ruleset: Ruleset | undefined;
  readonly proxyName: string;
  readonly mode: 'http' | 'tcp';
  readonly acls: AclTable;
  /** What stands in front of messages: which part of which section is being compiled. */
  readonly label: string;
  /** Where problems are shown if what is compiled stands in no file: the word that names a predefined ACL. */
  readonly blame?: SourceRange | undefined;
  /** The call that is compiled, for problems that no argument is to blame for. */
  readonly call?: SourceRange | undefined;
  /** Filters of the proxy, in the order of their lines. */
  readonly filters?: readonly Filter[] | undefined;
}

/** A compile site with what only this room may see. */
export interface Scope extends CompileSite {
  readonly blame?: SourceRange;
  readonly context: CompileContext;
  readonly acls: AclTable;
  readonly label: string;
  /** The same surroundings, but for what is given. */
  with(changes: Partial<Place>): Scope;
  /** Runs a parser of the grammar; what it reports is told as from here. */
  parse<T>(run: (diagnostics: Diagnostics) => T): T;
  /** An expression that goes on over the following words while these are converters. */
  compileExpressionWords(words: readonly Word[]): Expression | undefined;
}
