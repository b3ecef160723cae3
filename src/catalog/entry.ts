/**
 * Rows of the catalog: everything the language knows by name is one row, standing in the file that implements it.
 * Validation, suggestions, dumps, usage, the support table and the coverage tests follow from the rows alone.
 */
import type { AdminAnswer, AdminLevel, AdminRequest } from '../model/admin-request.js';
import type { BindConfig } from '../model/config/bind.js';
import type { ProxyMode } from '../model/config/proxy.js';
import type { ServerConfig } from '../model/config/server.js';
import type { Proxy } from '../model/proxy.js';
import type { Ruleset, UsePoint } from '../model/ruleset.js';
import type { Server } from '../model/server.js';
import type { Stream } from '../model/stream.js';
import type { SampleType, Value } from '../model/value.js';
import type { Verdict } from '../model/verdict.js';
import type { ArgKind, Values } from './arg.js';
import type { DirectiveSite, SectionSite } from './directive-site.js';
import type { FilterDraft } from './draft.js';
import type { CompileSite, ParseSite } from './site.js';

/** What Hawser does with a word: all of it, a part, accepts without effect, refuses. Not `full` needs a `why`. */
export type Support = 'full' | 'partial' | 'ignored' | 'refused';

interface EntryHead {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Chapter and anchor of the manual: `7.3.1#field`, `4.2#balance`, `management 9.3`. */
  readonly doc: string;
  /** One sentence of our own. */
  readonly brief: string;
  /** First version that has it; `1.1` where nobody remembers. */
  readonly since: string;
  readonly deprecated?: { readonly since: string; readonly use?: string };
  readonly support: Support;
  /** Why it is not fully supported. */
  readonly why?: string;
  /** Refused without `expose-experimental-directives` in a global section before it. */
  readonly experimental?: boolean;
  /** `ignored` rows whose absence changes no answer, no routing and no log line: said only under -dD. */
  readonly harmless?: boolean;
}

/** A word that HAProxy once had and now refuses: named in the error with what replaces it. */
export interface RemovedEntry extends EntryHead {
  readonly kind: 'removed';
  /** What the word was. */
  readonly was: 'directive' | 'option' | 'bind-word' | 'server-word' | 'section';
  readonly removed: string;
  /** What to write in its place, with the user's own arguments; the rows leave that to the migration. */
  readonly replacement?: (args: readonly string[]) => Replacement | undefined;
}

/** Modern lines in place of a removed one, none if it just goes; or what a person has to do, as no line is proven to mean the same. */
export type Replacement = { readonly lines: readonly string[] } | { readonly person: string };

export interface SectionEntry extends EntryHead {
  readonly kind: 'section';
  /** What stands behind the keyword. */
  readonly naming: 'none' | 'optional' | 'required';
  /** May be opened again under the same name, or is so with a warning. */
  readonly repeatable: boolean | 'warned';
  /** Its name may have any character. */
  readonly anyName?: true;
  /** Words behind the name are passed over. */
  readonly moreWords?: true;
  /** Its lines are read into the draft of a proxy of its own, so that words of proxies can stand in it. */
  readonly holdsProxy?: true;
  /** It stands in files of another kind that a line of the configuration names: `filter spoe config <file>`. */
  readonly file?: 'spoe';
  /** Looks at the section when its last line was read. */
  readonly finish?: (site: SectionSite) => void;
}

/** Sections that a directive may stand in. */
export type SectionKind = string;

/** A keyword of a section. Either typed `args` and `apply`, or a `parse` of its own for odd grammars. */
export interface DirectiveEntry extends EntryHead {
  readonly kind: 'directive';
  readonly sections: readonly SectionKind[];
  /** Sections where HAProxy takes the word but warns that it has no effect there. */
  readonly ignoredIn?: readonly SectionKind[];
  readonly modes?: readonly ProxyMode[];
  /** `no <word>` and `default <word>` are allowed. */
  readonly negatable?: boolean;
  /** HAProxy passes over words that are too many, without a word. */
  readonly moreWords?: true;
  /** Words of usage lines: `balance <algorithm> [<arguments>]`. */
  readonly usage: string;
  readonly parse: (site: DirectiveSite) => void;
}

/** `option <name>`: a row of its own, in the manual too. */
export interface OptionEntry extends EntryHead {
  readonly kind: 'option';
  readonly sections: readonly SectionKind[];
  readonly ignoredIn?: readonly SectionKind[];
  readonly modes?: readonly ProxyMode[];
  readonly negatable: boolean;
  readonly usage: string;
  /** Absent for a plain switch: it lands in `settings.options` under its name. */
  readonly parse?: (site: DirectiveSite) => void;
}

export interface BindWordEntry extends EntryHead {
  readonly kind: 'bind-word';
  /** Listed under `bind <addr> ssl` by -dKcfg. */
  readonly tls?: boolean;
  readonly args: readonly ArgKind<unknown>[];
  readonly apply: (bind: BindConfig, values: readonly unknown[], site: ParseSite) => void;
}

export interface ServerWordEntry extends EntryHead {
  readonly kind: 'server-word';
  readonly args: readonly ArgKind<unknown>[];
  readonly usable: 'server' | 'both';
  /** `word`: as it stands in the line. */
  readonly apply: (
    server: ServerConfig,
    values: readonly unknown[],
    site: ParseSite,
    word: import('./text.js').ArgText,
  ) => void;
}

/** Runs per request. */
export type Action = (stream: Stream) => Verdict;

/**
 * An action of rulesets. `match: 'prefix'` rows (`set-var`, `track-sc0`, `lua.`) get the rest of the word as their
 * first argument text: `(txn.x)`.
 */
export interface ActionEntry extends EntryHead {
  readonly kind: 'action';
  readonly rulesets: readonly Ruleset[];
  readonly match?: 'exact' | 'prefix';
  /** Whether no rule behind it can run once it matched. */
  readonly final?: boolean;
  readonly usage: string;
  /**
   * Takes the words behind the action's name and before the condition; returns the compiled action, or undefined after a
   * report. Must read all words: what is left is reported by the caller.
   */
  readonly compile: (site: import('./directive-site.js').ActionSite) => Action | undefined;
  /** Takes a slot in the proxy of the line while it is read: slots are counted in the order of lines of all kinds. */
  readonly reserve?: (
    rule: import('./draft.js').RuleDraft,
    proxy: import('./draft.js').ProxyDraft,
  ) => number | undefined;
}

/** Runs per request: the value, or undefined if not found. */
export type Fetch = (stream: Stream) => Value | undefined;

/** Calls `test` for each of a fetch's values until one passes; for ACLs over fetches with many values. */
export type FetchEach = (stream: Stream, test: (value: Value, stream: Stream) => boolean) => boolean;

export interface FetchEntry extends EntryHead {
  readonly kind: 'fetch';
  readonly args: readonly ArgKind<unknown>[];
  readonly out: SampleType;
  /** The type that HAProxy's list of keywords shows, where it is not the one of the values. */
  readonly listedOut?: SampleType;
  readonly use: readonly UsePoint[];
  /** Always gives the same value. */
  readonly constant?: true;
  readonly compile: (values: readonly unknown[], site: CompileSite) => Fetch | undefined;
  /** For fetches that give many values to an ACL when no occurrence was asked for; undefined = one value. */
  readonly compileEach?: (values: readonly unknown[], site: CompileSite) => FetchEach | undefined;
}

export type Convert = (value: Value, stream: Stream) => Value | undefined;

export interface ConverterEntry extends EntryHead {
  readonly kind: 'converter';
  readonly args: readonly ArgKind<unknown>[];
  readonly in: SampleType;
  /** `same` = the type that came in. */
  readonly out: SampleType;
  /** Does something beside giving a value, so that it runs each time. */
  readonly acts?: true;
  /** What comes in as a boolean goes out as one, whatever number it has then. */
  readonly keepsBool?: true;
  readonly compile: (values: readonly unknown[], site: CompileSite) => Convert | undefined;
}

/** An ACL keyword that stands for a fetch with a match method: `path_beg` = path -m beg. */
export interface AclWordEntry extends EntryHead {
  readonly kind: 'acl-word';
  /** Fetch and match method; `hdr_beg(x)` passes its arguments on. */
  readonly fetch: string;
  readonly match: string;
}

/** Patterns of an ACL after parsing, ready to test a value that was cast to `MatcherEntry.in`. */
export type Matcher = (value: Value, stream: Stream) => boolean;

export interface MatcherEntry extends EntryHead {
  readonly kind: 'matcher';
  /** Type of values it works on. */
  readonly in: SampleType;
  /** Sample types for which this is the method if none is named. */
  readonly defaultFor?: readonly SampleType[];
  /** Matches on presence or truth alone: patterns are not looked at. */
  readonly ignoresPatterns?: true;
  /** ACL words whose patterns it reads instead of their method; such rows are never named by `-m`. */
  readonly words?: readonly string[];
  /** For integers: the pattern that stands for an operator in front of a value (manual 7.1.2), `gt 5` -> `6:`. */
  readonly operate?: (operator: string, value: string) => string;
  /** `fetchValues`: typed arguments of the fetch that the values come from. */
  readonly compile: (patterns: PatternSet, site: CompileSite, fetchValues: readonly unknown[]) => Matcher | undefined;
}

/** Patterns in order, with the flags that change how they match. */
export interface PatternSet {
  readonly patterns: readonly import('./text.js').ArgText[];
  readonly ignoreCase: boolean;
  /** `-n`: never resolve names. */
  readonly noDns: boolean;
}

export interface BalanceEntry extends EntryHead {
  readonly kind: 'balance';
  readonly usage: string;
  /** Backends that it is for: those of `mode log` alone, or all; the others if nothing is said. */
  readonly modes?: 'log' | 'any';
  /** Reads the words behind the algorithm's name. `suffix`: what follows the name in its word, `(Host)`. */
  readonly parse: (site: DirectiveSite, suffix: import('./text.js').ArgText | undefined) => readonly unknown[];
  /** Builds the chooser of a backend; `site` compiles its expressions. */
  readonly create: (proxy: Proxy, values: readonly unknown[], site: CompileSite) => Balancer | undefined;
}

/** Chooses servers of one backend. Servers that are full are passed over by the algorithms that can. */
export interface Balancer {
  /** The process starts, with servers as they were configured: who keeps books opens them. A check never starts. */
  start?(): void;
  /** `avoid`: the server that just failed, for redispatch. Undefined = none usable, or all are full. */
  choose(stream: Stream, avoid: Server | undefined): Server | undefined;
  /** Server of a log backend for a line, which is given without its header. */
  chooseForLine?(line: string): Server | undefined;
  /** State or weight of a server changed, or it joined or left the backend. */
  update(server: Server): void;
  /** Load of a server changed by one stream. */
  taken?(server: Server): void;
  released?(server: Server): void;
}

export interface CliEntry extends EntryHead {
  readonly kind: 'cli';
  /** `show servers state`. */
  readonly words: readonly string[];
  readonly usage: string;
  readonly level: AdminLevel;
  /** Hidden and refused unless the connection switched this mode on (`expert-mode on`). */
  readonly mode?: 'expert' | 'experimental';
  /** Sockets that take it: those of the process that serves (the default), the one of the master process, both. */
  readonly socket?: 'worker' | 'master' | 'both';
  /** Left out of `help`. */
  readonly hidden?: true;
  readonly run: (request: AdminRequest) => AdminAnswer | Promise<AdminAnswer>;
}

/** What a log alias gives per line; a list is that of captured headers. */
export type LogPiece = string | number | readonly (string | undefined)[] | undefined;

export interface LogAliasEntry extends EntryHead {
  readonly kind: 'log-alias';
  /** Type for typed encodings. */
  readonly type: 'str' | 'sint' | 'bool';
  /** Only meaningful for HTTP; gives `-` or nothing in TCP logs. */
  readonly http: boolean;
  /** Only known when the stream ends, so that a line with it cannot be written before. */
  readonly late?: true;
  /**
   * How text is written: `text` (the default) takes the flags Q and E, `uri` moreover escapes unsafe characters, `raw` is
   * never quoted, `braces` and `list` are lists of headers. Numbers are never quoted.
   */
  readonly style?: 'text' | 'uri' | 'raw' | 'braces' | 'list';
  readonly compile: (site: CompileSite) => (stream: Stream) => LogPiece;
  /** What the flag X makes of it; `number` = at least four hexadecimal digits, `short` = two. */
  readonly hex?: 'number' | 'short' | 'address';
  /** Written in front of a number unless an encoding is on: `+` of figures that are not final. */
  readonly compilePrefix?: (site: CompileSite) => ((stream: Stream) => string) | undefined;
}

/** A filter (manual 9). */
export interface FilterEntry extends EntryHead {
  readonly kind: 'filter';
  /** What HAProxy's list of filters shows behind the name. */
  readonly tag?: string;
  /** Reads the words behind the name; undefined after a report. Absent: the line has no effect of its own. */
  readonly parse?: (site: DirectiveSite) => FilterDraft | undefined;
}

/** Services and other named things that later issues fill. */
export interface NamedEntry extends EntryHead {
  readonly kind: 'service' | 'sample-source';
}

export type Entry =
  | SectionEntry
  | DirectiveEntry
  | OptionEntry
  | BindWordEntry
  | ServerWordEntry
  | ActionEntry
  | FetchEntry
  | ConverterEntry
  | AclWordEntry
  | MatcherEntry
  | BalanceEntry
  | CliEntry
  | LogAliasEntry
  | FilterEntry
  | NamedEntry
  | RemovedEntry;

export type EntryKind = Entry['kind'];
export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;

/** Typed definition of a row, erased when it enters the catalog. */
type Typed<E, A extends readonly ArgKind<unknown>[], Replaced> = Omit<E, 'kind' | 'args' | keyof Replaced> & {
  readonly args: A;
} & Replaced;

/** Typed constructors of rows: the tuple of `args` types the values that `compile`/`apply` receive. */
export const define = {
  section: (row: Omit<SectionEntry, 'kind'>): SectionEntry => ({ kind: 'section', ...row }),
  directive: (row: Omit<DirectiveEntry, 'kind'>): DirectiveEntry => ({ kind: 'directive', ...row }),
  option: (row: Omit<OptionEntry, 'kind'>): OptionEntry => ({ kind: 'option', ...row }),
  removed: (row: Omit<RemovedEntry, 'kind'>): RemovedEntry => ({ kind: 'removed', ...row }),
  action: (row: Omit<ActionEntry, 'kind'>): ActionEntry => ({ kind: 'action', ...row }),
  aclWord: (row: Omit<AclWordEntry, 'kind'>): AclWordEntry => ({ kind: 'acl-word', ...row }),
  matcher: (row: Omit<MatcherEntry, 'kind'>): MatcherEntry => ({ kind: 'matcher', ...row }),
  balance: (row: Omit<BalanceEntry, 'kind'>): BalanceEntry => ({ kind: 'balance', ...row }),
  cli: (row: Omit<CliEntry, 'kind' | 'name'>): CliEntry => ({ kind: 'cli', name: row.words.join(' '), ...row }),
  logAlias: (row: Omit<LogAliasEntry, 'kind'>): LogAliasEntry => ({ kind: 'log-alias', ...row }),
  filter: (row: Omit<FilterEntry, 'kind'>): FilterEntry => ({ kind: 'filter', ...row }),
  named: (row: NamedEntry): NamedEntry => row,
  bindWord: <const A extends readonly ArgKind<unknown>[]>(
    row: Typed<BindWordEntry, A, { readonly apply: (bind: BindConfig, values: Values<A>, site: ParseSite) => void }>,
  ): BindWordEntry => ({ kind: 'bind-word', ...row }) as unknown as BindWordEntry,
  serverWord: <const A extends readonly ArgKind<unknown>[]>(
    row: Typed<
      ServerWordEntry,
      A,
      {
        readonly apply: (
          server: ServerConfig,
          values: Values<A>,
          site: ParseSite,
          word: import('./text.js').ArgText,
        ) => void;
      }
    >,
  ): ServerWordEntry => ({ kind: 'server-word', ...row }) as unknown as ServerWordEntry,
  fetch: <const A extends readonly ArgKind<unknown>[]>(
    row: Typed<
      FetchEntry,
      A,
      {
        readonly compile: (values: Values<A>, site: CompileSite) => Fetch | undefined;
        readonly compileEach?: (values: Values<A>, site: CompileSite) => FetchEach | undefined;
      }
    >,
  ): FetchEntry => ({ kind: 'fetch', ...row }) as unknown as FetchEntry,
  converter: <const A extends readonly ArgKind<unknown>[], I extends SampleType>(
    row: Typed<
      ConverterEntry,
      A,
      {
        readonly in: I;
        readonly compile: (
          values: Values<A>,
          site: CompileSite,
        ) => ((value: ValueOf<I>, stream: Stream) => Value | undefined) | undefined;
      }
    >,
  ): ConverterEntry => ({ kind: 'converter', ...row }) as unknown as ConverterEntry,
} as const;

/** The JavaScript type that carries a sample type. */
export type ValueOf<T extends SampleType> = T extends 'str'
  ? string
  : T extends 'sint'
    ? import('../model/value.js').Sint
    : T extends 'bin'
      ? import('../model/value.js').Binary
      : T extends 'ipv4'
        ? import('../model/value.js').Ipv4
        : T extends 'ipv6'
          ? import('../model/value.js').Ipv6
          : T extends 'bool'
            ? boolean
            : T extends 'addr'
              ? import('../model/value.js').Ipv4 | import('../model/value.js').Ipv6
              : T extends 'meth'
                ? import('../model/value.js').Method
                : Value;
