/** Where something is compiled: what surrounds it, and the compilers of the parts it is made of. */
import type { AclAst, ConditionAst } from '../../grammar/condition/ast.js';
import type { Word } from '../../grammar/config/ast.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { CompileSite, Condition, Expression, Format, FormatUse, LiveNames } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import { wordOf } from '../catalog/text.js';
import type { ReadBytes } from '../config/files.js';
import { reasonOf, resolvePath } from '../config/files.js';
import type { TypedConfig } from '../config/typed-config.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { ErrorMessage } from '../model/config/proxy.js';
import type { Ruleset, UsePoint } from '../model/ruleset.js';
import { compileConditionAst } from './condition/condition.js';
import { compileWords } from './expression.js';
import { compileFormatText } from './format/compile-format.js';

/** What is the same for the whole plan. */
export interface CompileContext {
  readonly catalog: Catalog;
  readonly diagnostics: Diagnostics;
  readonly live: LiveNames;
  readonly readBytes: ReadBytes;
  readonly defaultPath: string | undefined;
  /** Closures of ACLs by point of use; undefined = it was reported. */
  readonly compiledAcls: WeakMap<AclAst, Map<string, Condition | undefined>>;
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
}

/** A compile site with what only this room may see. */
export interface Scope extends CompileSite {
  readonly context: CompileContext;
  readonly acls: AclTable;
  /** The same surroundings at another point. */
  at(use: UsePoint, ruleset?: Ruleset): Scope;
  /** An expression that goes on over the following words while these are converters; takes them by `more`. */
  compileExpressionWords(words: readonly Word[]): Expression | undefined;
}

/**
 * Reads a file by its name with the prefixes of manual 2.7: `file@` is the default, `opt@` may be missing, `virt@` has no
 * file at all. Undefined after a report.
 */
function readPrefixedFile(text: ArgText, { readBytes, defaultPath, diagnostics }: CompileContext): string | undefined {
  const prefixed = /^(file|opt|virt)@(.*)$/s.exec(text.value);
  if (prefixed?.[1] === 'virt') return '';
  const name = prefixed?.[2] ?? text.value;
  try {
    return readBytes(resolvePath(name, text.range.source.name, defaultPath));
  } catch (error) {
    if (prefixed?.[1] === 'opt' && (error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    diagnostics.report('file/unreadable', text.range, `failed to open file <${name}>: ${reasonOf(error)}`);
    return undefined;
  }
}

/** Whole messages of an `http-errors` section, by status. */
function errorFiles(section: ReadonlyMap<string, unknown> | undefined): ReadonlyMap<number, string> | undefined {
  if (!section) return undefined;
  const messages = (section.get('errors') as ReadonlyMap<number, ErrorMessage> | undefined) ?? new Map();
  const files = new Map<number, string>();
  for (const [status, message] of messages) if (message.kind === 'file') files.set(status, message.content);
  return files;
}

/** Makes the site of a place. */
export function createScope(context: CompileContext, place: Place): Scope {
  const scope: Scope = {
    ...place,
    context,
    live: context.live,
    errorFiles: (name) => errorFiles(context.sections.get(`http-errors ${name}`)),
    sectionNamed: (kind, name) => context.sections.get(`${kind} ${name}`),
    report: (code, range, message, options) => context.diagnostics.report(code, range, message, options),
    readFile: (path) => readPrefixedFile(path, context),
    at: (use, ruleset) => createScope(context, { ...place, use, ruleset }),
    compileExpression(text: ArgText, use?: UsePoint): Expression | undefined {
      return compileWords([wordOf(text)], use ? scope.at(use, scope.ruleset) : scope);
    },
    compileExpressionWords: (words) => compileWords(words, scope),
    compileFormat(text: ArgText, use?: UsePoint, destination: FormatUse = 'http'): Format | undefined {
      return compileFormatText(text, use ? scope.at(use, scope.ruleset) : scope, destination);
    },
    compileCondition(ast: ConditionAst, use?: UsePoint): Condition | undefined {
      return compileConditionAst(ast, use ? scope.at(use, scope.ruleset) : scope);
    },
  };
  return scope;
}
