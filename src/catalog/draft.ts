/** What directives write into while a proxy section is read; the config stage freezes it. */
import type { AclAst, ConditionAst } from '../../grammar/condition/ast.js';
import type { Word } from '../../grammar/config/ast.js';
import type { SourceRange } from '../diag/source-text.js';
import type { ProxyConfig } from '../model/config/proxy.js';
import type { Filter, FlowSide } from '../model/filter.js';
import type { Ruleset, UsePoint } from '../model/ruleset.js';
import type { ActionEntry } from './entry.js';
import type { CompileSite } from './site.js';
import type { ArgText } from './text.js';

/** A rule: its action's row and words, compiled when everything is known. */
export interface RuleDraft {
  readonly ruleset: Ruleset;
  readonly entry: ActionEntry;
  readonly suffix: ArgText | undefined;
  /** Words behind the action's name, before the condition. */
  readonly words: readonly Word[];
  readonly condition: ConditionAst | undefined;
  readonly range: SourceRange;
  /** The action's name as written. */
  readonly keyword: Word;
  /** What the row of the action reserved. */
  readonly slot?: number | undefined;
  /** The action is the keyword of the line (`redirect`), and not a word of a ruleset. */
  readonly ownLine?: true;
}

/** `use_backend`, `use-server`, `force-be-switch`, `force-persist`, `ignore-persist`, `monitor fail`: a target under a condition. */
export interface SwitchDraft {
  readonly kind: 'use_backend' | 'use-server' | 'force-be-switch' | 'force-persist' | 'ignore-persist' | 'monitor-fail';
  readonly target: ArgText | undefined;
  readonly condition: ConditionAst | undefined;
  readonly range: SourceRange;
}

/** `acl <name> ...`; several lines of one name are alternatives. */
export interface AclDraft {
  readonly name: string;
  readonly ast: AclAst;
  readonly range: SourceRange;
}

/** `stick on|match|store-request|store-response`; a proxy keeps a list of them under `stick rules`. */
export interface StickRuleDraft {
  readonly kind: 'on' | 'match' | 'store-request' | 'store-response';
  /** Words of the sample expression. */
  readonly pattern: readonly Word[];
  /** The table that is named; the proxy's own if none is. */
  readonly table: ArgText | undefined;
  readonly condition: ConditionAst | undefined;
  readonly range: SourceRange;
}

/** A `filter` line that was read; a proxy keeps a list of them under `filters`. */
export interface FilterDraft {
  /** Name of its row, and how rules call it. */
  readonly name: string;
  readonly id: string;
  readonly range: SourceRange;
  /** Makes the filter; undefined after a report. */
  compile(
    site: CompileSite,
    place: { readonly owner: string; readonly ranks: Readonly<Record<FlowSide, number>> },
  ): Filter | undefined;
  /** Looks at what only rules use, where none of them does. */
  check?(filter: Filter, site: CompileSite): void;
}

/** A part of a line that is compiled for its problems alone: nothing runs the line yet. */
export interface CheckedPart {
  /** Where it would be evaluated. */
  readonly use: UsePoint;
  readonly condition?: ConditionAst | undefined;
  readonly format?: ArgText | undefined;
  /** A sample expression in one word. */
  readonly sample?: ArgText | undefined;
}

/** Formats of log lines and identifiers. */
export interface FormatDrafts {
  logFormat: ArgText | undefined;
  logFormatSd: ArgText | undefined;
  errorLogFormat: ArgText | undefined;
  uniqueIdFormat: ArgText | undefined;
}

export interface ProxyDraft {
  readonly config: ProxyConfig;
  readonly acls: AclDraft[];
  readonly rules: RuleDraft[];
  readonly switches: SwitchDraft[];
  readonly formats: FormatDrafts;
  /** Anything else that a slice keeps per proxy, under the slice's own key. */
  readonly extra: Map<string, unknown>;
  /** Range of the section's header. */
  readonly range: SourceRange | undefined;
}
