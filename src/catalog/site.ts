/** What parsing and compiling of a row may ask of its surroundings. Handed in: a row never reaches for a singleton. */
import type { ConditionAst } from '../../grammar/condition/ast.js';
import type { DiagnosticCode } from '../diag/code.js';
import type { DiagnosticOptions } from '../diag/diagnostic.js';
import type { SourceRange } from '../diag/source-text.js';
import type { HostUse } from '../model/config/host-use.js';
import type { Filter } from '../model/filter.js';
import type { MapStore } from '../model/map-store.js';
import type { NameLookups } from '../model/name-lookup.js';
import type { Ruleset, UsePoint } from '../model/ruleset.js';
import type { Services } from '../model/service.js';
import type { StickTables } from '../model/stick-table.js';
import type { Stream } from '../model/stream.js';
import type { SampleType, Value } from '../model/value.js';
import type { VarScope, VarStore } from '../model/vars.js';
import type { ArgText } from './text.js';

/** A compiled sample expression. */
export interface Expression {
  readonly type: SampleType;
  /** The value, or undefined if not found. */
  evaluate(stream: Stream): Value | undefined;
  /** The value cast to a string. */
  evaluateString(stream: Stream): string | undefined;
  /** As written. */
  readonly text: string;
}

/** A compiled log-format string. */
export type Format = (stream: Stream) => string;

/**
 * Where the result of a format goes: `log` merges blanks and writes `-` for what is missing; `http` encodes bytes that
 * must not stand in header fields as `%XX`; `plain` changes nothing.
 */
export type FormatUse = 'log' | 'http' | 'plain';

/** A compiled condition. */
export type Condition = (stream: Stream) => boolean;

/** Says what is wrong at a place. */
export type Report = (code: DiagnosticCode, range: SourceRange, message: string, options?: DiagnosticOptions) => void;

/** Where an argument is parsed. */
export interface ParseSite {
  readonly report: Report;
  /** Kind of proxy section it stands in, or of any other section. */
  readonly section: string;
  /** Reads a file that the configuration names (maps, pattern files, error files); undefined after a report. */
  readFile(path: ArgText): string | undefined;
  /** Notes that a section must exist when all files were read; absent where there are no sections. */
  refersTo?(section: string, name: ArgText, user: string): void;
  /** Value of a variable of the environment that the configuration is read in; absent where there is none. */
  readonly environment?: Environment | undefined;
  /** Whether the machine has a user or group of this name; absent where nobody can tell. */
  readonly hasAccount?: HasAccount | undefined;
  /** Notes a name that must have an address when the process starts; absent where names are not looked up. */
  needsHost?(use: HostUse): void;
  /** Where a file is that a line names; absent where nobody can tell. */
  readonly findFile?: FindFile | undefined;
}

/** Looks up a variable of the environment. */
export type Environment = (name: string) => string | undefined;

/** What a file, a folder or a network namespace is for: each role has a folder that relative names count from. */
export type FileRole = 'crt' | 'crt-list' | 'ca' | 'keys' | 'folder' | 'namespace';

/** A file that a line names. */
export interface FoundFile {
  /** The name as it is to be kept: as written, or from the root where `default-path` moves what it counts from. */
  readonly name: string;
  readonly isThere: boolean;
  /** Where it was looked for. */
  readonly place: string;
}

/** Looks for a file of a role. */
export type FindFile = (role: FileRole, text: ArgText) => FoundFile;

/** Whether the machine has a user or group of a name. */
export type HasAccount = (kind: 'user' | 'group', name: string) => boolean;

/** Names of a name space that are resolved after all files were read. */
export interface Names {
  has(name: string): boolean;
  suggest(name: string): string | undefined;
}

/** Where a row is compiled: everything that was parsed is known by now. */
export interface CompileSite extends ParseSite {
  readonly use: UsePoint;
  /** The ruleset a rule stands in; undefined elsewhere (log formats, balance, ...). */
  readonly ruleset: Ruleset | undefined;
  readonly proxyName: string;
  readonly mode: 'http' | 'tcp';
  /** Whether scripts were loaded, which may make actions, fetches, converters and services of their own. */
  readonly hasScripts?: boolean;
  /** Whether scripts are named and none of them could be read. */
  readonly lacksScripts?: boolean;
  /** The call that is compiled, for problems that no argument is to blame for; of fetches and converters. */
  readonly call?: SourceRange | undefined;
  /** Whether values of one sample type can be turned into another. */
  canCast?(from: SampleType, to: SampleType): boolean;
  compileExpression(text: ArgText, use?: UsePoint): Expression | undefined;
  /** Converters alone, for values that come from no stream; what needs a stream finds nothing. */
  compileConverters?(text: ArgText, from: SampleType): ((value: Value) => Value | undefined) | undefined;
  /** `destination` defaults to `http`. */
  compileFormat(text: ArgText, use?: UsePoint, destination?: FormatUse): Format | undefined;
  compileCondition(ast: ConditionAst, use?: UsePoint): Condition | undefined;
  /** The filter of the proxy that rules call by this name. */
  filter?(id: string): Filter | undefined;
  /** Resolves to a live object's accessor when the plan runs. */
  readonly live: LiveNames;
  /** Data of a section such as a userlist. */
  sectionNamed(kind: string, name: string): ReadonlyMap<string, unknown> | undefined;
  /** Contents of the errorfiles of an `http-errors` section, by status; undefined if there is no such section. */
  errorFiles?(section: string): ReadonlyMap<number, string> | undefined;
}

/** Live objects by name, for fetches such as be_conn(name); resolved once when compiled, read per request. */
export interface LiveNames {
  proxy(name: string): import('../model/proxy.js').Proxy | undefined;
  backend(name: string): import('../model/proxy.js').Proxy | undefined;
  server(backend: string, name: string): import('../model/server.js').Server | undefined;
  processVars: VarStore;
  /** Values of `tune.*` words by name. */
  readonly tune?: ReadonlyMap<string, number | string | boolean>;
  /** Statuses that count as errors and failures; absent: the usual ones. */
  readonly countedStatuses?: import('../model/status-set.js').CountedStatuses | undefined;
  /** Maps by name; filled while rows are compiled. */
  readonly maps: MapStore;
  /** Stick tables by name: all that are declared. */
  readonly tables: StickTables;
  /** Names that rules look up; absent where nothing runs. */
  readonly lookups?: NameLookups;
  /** Services that rules let answer; absent where nothing runs. */
  readonly services?: Services;
  /** Figures of the process (act_conn, uptime ...). */
  process(): import('../model/runtime.js').ProcessFigures;
}

/** A variable name taken apart: `txn.foo`. */
export interface VarName {
  readonly scope: VarScope;
  readonly name: string;
}
