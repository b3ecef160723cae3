/** Makes the sites at which rows are compiled: what surrounds them, and the compilers of the parts they are made of. */
import type { ConditionAst } from '../../grammar/condition/ast.js';
import type { Word } from '../../grammar/config/ast.js';
import type { Condition, Expression, Format, FormatUse, LiveNames, Report } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import { wordOf } from '../catalog/text.js';
import { reasonOf, resolvePath } from '../config/files.js';
import { CODES } from '../diag/code.js';
import { type CodeEntry, Diagnostics } from '../diag/diagnostic.js';
import type { SourceRange } from '../diag/source-text.js';
import type { ErrorMessage } from '../model/config/proxy.js';
import type { Filter } from '../model/filter.js';
import type { Ruleset, UsePoint } from '../model/ruleset.js';
import type { SampleType, Value } from '../model/value.js';
import { canCast } from './casts.js';
import { compileConditionAst } from './condition/condition.js';
import { compileConverters, compileWords } from './expression.js';
import { compileFormatText } from './format/compile-format.js';
import type { AclTable, CompileContext, Place, Scope } from './scope.js';

/**
 * Reads a file by its name with the prefixes of manual 2.7: `file@` is the default, `opt@` may be missing, `virt@` has no
 * file at all. Undefined after a report.
 */
function readPrefixedFile(
  text: ArgText,
  { readBytes, defaultPath }: CompileContext,
  report: Report,
): string | undefined {
  const prefixed = /^(file|opt|virt)@(.*)$/s.exec(text.value);
  if (prefixed?.[1] === 'virt') return '';
  const name = prefixed?.[2] ?? text.value;
  try {
    return readBytes(resolvePath(name, text.range.source.name, defaultPath));
  } catch (error) {
    if (prefixed?.[1] === 'opt' && (error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    report('file/unreadable', text.range, `failed to open file <${name}>: ${reasonOf(error)}`);
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

/** What a change of place can take away; the rest is as outside then. */
const MAY_BE_ABSENT: ReadonlySet<string> = new Set(['ruleset', 'blame', 'call', 'filters']);

/** Makes the site of a place. */
export function createScope(context: CompileContext, place: Place): Scope {
  return new PlacedScope(context, place);
}

/** A place with the compilers of what may stand there. Made for every rule: methods are shared, not made anew. */
export class PlacedScope implements Scope {
  readonly context: CompileContext;
  readonly section: string;
  readonly use: UsePoint;
  readonly ruleset: Ruleset | undefined;
  readonly proxyName: string;
  readonly mode: 'http' | 'tcp';
  readonly acls: AclTable;
  readonly label: string;
  readonly blame: SourceRange | undefined;
  readonly call: SourceRange | undefined;
  readonly filters: readonly Filter[] | undefined;
  readonly live: LiveNames;
  readonly canCast: typeof canCast;
  /** Made where something is to report, which is nearly nowhere. */
  #report: Report | undefined;

  constructor(context: CompileContext, place: Place) {
    this.context = context;
    this.section = place.section;
    this.use = place.use;
    this.ruleset = place.ruleset;
    this.proxyName = place.proxyName;
    this.mode = place.mode;
    this.acls = place.acls;
    this.label = place.label;
    this.blame = place.blame;
    this.call = place.call;
    this.filters = place.filters;
    this.live = context.live;
    this.canCast = canCast;
    this.#report = undefined;
  }

  get hasScripts(): boolean {
    return this.context.hasScripts;
  }

  get lacksScripts(): boolean {
    return this.context.lacksScripts === true;
  }

  get report(): Report {
    this.#report ??= (code, range, message, options) => {
      const isBare = this.label === '' || (CODES[code] as CodeEntry).form === 'bare';
      const text = isBare ? message : `${this.label} : ${message.replace(/\.$/, '')}.`;
      this.context.diagnostics.report(code, this.blame ?? range, text, options);
    };
    return this.#report;
  }

  errorFiles(name: string): ReadonlyMap<number, string> | undefined {
    return errorFiles(this.context.sections.get(`http-errors ${name}`));
  }

  sectionNamed(kind: string, name: string): ReadonlyMap<string, unknown> | undefined {
    return this.context.sections.get(`${kind} ${name}`);
  }

  filter(id: string): Filter | undefined {
    return this.filters?.find((filter) => filter.id === id);
  }

  readFile(path: ArgText): string | undefined {
    return readPrefixedFile(path, this.context, this.report);
  }

  with(changes: Partial<Place>): Scope {
    const scope = new PlacedScope(this.context, this);
    scope.#change(changes);
    return scope;
  }

  parse<T>(run: (diagnostics: Diagnostics) => T): T {
    const found = new Diagnostics();
    const result = run(found);
    for (const { code, range, message, remedy, severity } of found.list) {
      if (range) this.report(code, range, message, { remedy, severity });
      else this.context.diagnostics.report(code, range, message, { remedy, severity });
    }
    return result;
  }

  compileExpression(text: ArgText, use?: UsePoint): Expression | undefined {
    return compileWords([wordOf(text)], this.#at(use));
  }

  compileConverters(text: ArgText, from: SampleType): ((value: Value) => Value | undefined) | undefined {
    return compileConverters(wordOf(text), from, this);
  }

  compileExpressionWords(words: readonly Word[]): Expression | undefined {
    return compileWords(words, this);
  }

  compileFormat(text: ArgText, use?: UsePoint, destination: FormatUse = 'http'): Format | undefined {
    return compileFormatText(text, this.#at(use), destination);
  }

  compileCondition(ast: ConditionAst, use?: UsePoint): Condition | undefined {
    return compileConditionAst(ast, this.#at(use));
  }

  /** Only before anybody has seen it. Few things differ from place to place: looking for each of them would take longer. */
  #change(changes: Partial<Place>): void {
    const own = this as unknown as Record<string, unknown>;
    for (const name in changes) {
      const value = changes[name as keyof Place];
      if (value !== undefined || MAY_BE_ABSENT.has(name)) own[name] = value;
    }
  }

  #at(use: UsePoint | undefined): Scope {
    return use ? this.with({ use }) : this;
  }
}
