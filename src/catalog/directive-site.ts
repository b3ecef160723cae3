/** What a directive or an action gets while its line is taken apart. */
import type { AclAst, ConditionAst } from '../../grammar/condition/ast.js';
import type { Statement, Word } from '../../grammar/config/ast.js';
import type { SourceRange } from '../diag/source-text.js';
import type { BindConfig } from '../model/config/bind.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { HostUse } from '../model/config/host-use.js';
import type { ServerConfig } from '../model/config/server.js';
import type { Ruleset } from '../model/ruleset.js';
import type { ArgKind, Values } from './arg.js';
import type { CheckedPart, ProxyDraft, SwitchDraft } from './draft.js';
import type { BalanceEntry, FilterEntry, SectionEntry } from './entry.js';
import type { CompileSite, Condition, Expression, Format, FormatUse, ParseSite, Report } from './site.js';
import type { ArgText } from './text.js';

/** Reads the words of a line from left to right. */
export interface WordCursor {
  /** The next word without taking it; undefined at the end. */
  peek(): ArgText | undefined;
  /** Takes the next word. */
  next(): ArgText | undefined;
  /** Takes the next word if it is this one. */
  take(value: string): boolean;
  /** Takes and parses the next word; reports (naming `kind.expects`) and returns undefined if it is absent or wrong. */
  expect<T>(kind: ArgKind<T>): T | undefined;
  /** Takes words by kinds in order; optional ones may be absent at the end. Undefined after a report. */
  expectAll<const A extends readonly ArgKind<unknown>[]>(kinds: A): Values<A> | undefined;
  /** Everything that is left, taken. */
  rest(): ArgText[];
  readonly done: boolean;
  /** Range of the word taken last. */
  readonly last: SourceRange;
}

/** A directive while its statement is parsed. */
export interface DirectiveSite extends ParseSite {
  readonly words: WordCursor;
  readonly statement: Statement;
  /** Range of the keyword. */
  readonly keyword: SourceRange;
  /** `no`, `default` in front of the keyword, or undefined. */
  readonly prefix: 'no' | 'default' | undefined;
  /** The proxy section that is being read; absent in other sections. */
  readonly proxy: ProxyDraft | undefined;
  readonly global: GlobalConfig;
  /** Name behind the section keyword. */
  readonly sectionName: string | undefined;
  /** A scratch object per section for sections that have no typed draft here (userlist, resolvers, ...). */
  readonly sectionData: Map<string, unknown>;
  /** Takes `if`/`unless` and what follows from the cursor; undefined if there is none (or after a report). */
  condition(): ConditionAst | undefined;
  /** Parses bind words / server words from the cursor into the object. */
  parseBindWords(bind: BindConfig): void;
  /** The same for one word with its arguments. */
  parseBindWord(bind: BindConfig): void;
  parseServerWords(server: ServerConfig, isDefault: boolean): void;
  /** Text of a word for later compilation. */
  readonly rawWords: readonly Word[];
  /** Whether `no` stands in front. */
  readonly negated: boolean;
  /** Takes all words that are left as `criterion flags patterns`; undefined after a report. */
  aclDefinition(): AclAst | undefined;
  /**
   * Takes an action with its words and condition and appends the rule to the proxy. `word` is the action's name where
   * the keyword itself is the action (`redirect`); otherwise it is the next word.
   */
  rule(ruleset: Ruleset, word?: Word): void;
  /** Takes the condition and appends a switch to the proxy. */
  switchRule(kind: SwitchDraft['kind'], target: ArgText | undefined): void;
  /** The row of a balance algorithm; undefined after a report. */
  balance(name: ArgText): BalanceEntry | undefined;
  /** The row of a filter; undefined after a report. */
  filter(name: ArgText): FilterEntry | undefined;
  /** Data of a section of the same files that is read before proxies (`http-errors`). */
  sectionNamed(kind: string, name: string): ReadonlyMap<string, unknown> | undefined;
  /** A proxy that stands in front of this line, or this one; absent where nobody can tell. */
  proxyNamed?(name: string): ProxyDraft | undefined;
  /** Notes the name of a host that must have an address when the process starts; addresses are passed over. */
  needsHost(use: HostUse): void;
  /** Notes that a section of this kind and name must exist when all files were read; `user` is what wants it. */
  refersTo(section: string, name: ArgText, user: string): void;
  /** Notes a part of the line that is compiled for its problems alone; it needs a proxy. */
  checkLater(part: CheckedPart): void;
  /**
   * Reads the sections of a file of another kind by their rows. `scope`: only what stands behind the line `[scope]`.
   * @returns the data of the sections in order, or undefined after a report
   */
  readSections(
    path: ArgText,
    kind: NonNullable<SectionEntry['file']>,
    scope?: string,
  ): readonly SectionSite[] | undefined;
  /** File and line of the statement. */
  readonly file: string;
  readonly line: number;
}

/** A section of which all lines were read. */
export interface SectionSite {
  readonly kind: string;
  readonly name: string | undefined;
  /** Range of the header's name, or of its keyword. */
  readonly range: SourceRange;
  readonly data: ReadonlyMap<string, unknown>;
  readonly proxy: ProxyDraft | undefined;
  readonly global: GlobalConfig;
  readonly report: Report;
  /** As that of a line. */
  checkLater(part: CheckedPart): void;
}

/** An action while its rule is compiled: cursor over its words, plus everything a compile site offers. */
export interface ActionSite extends CompileSite {
  readonly words: WordCursor;
  /** The action is the keyword of the line (`redirect`), whose values are taken as they are written (manual 4.2). */
  readonly ownLine: boolean;
  /** For `prefix` rows: the part of the word behind the row's name. */
  readonly suffix: ArgText | undefined;
  /** What the row of the action reserved when the line was read. */
  readonly slot: number | undefined;
  readonly keyword: SourceRange;
  /** Takes the next word as an expression / a format. */
  expression(): Expression | undefined;
  format(destination?: FormatUse): Format | undefined;
  /** Takes `if`/`unless` inside of an action (`set-var(name,ifnotset)` has no such words; `redirect` has). */
  condition(): Condition | undefined;
}
