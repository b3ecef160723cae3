/** Diagnostics: values that say what is wrong with a configuration, why, and what to do. Collected, never thrown. */
import type { DiagnosticCode } from './code.js';
import { CODES } from './code.js';
import type { SourceRange } from './source-text.js';

/** Levels in HAProxy's words; `alert` makes a configuration invalid. */
export type Severity = 'alert' | 'warning' | 'notice' | 'diag';

/**
 * How HAProxy spells the place of a problem, which scripts depend on:
 * `rule` is `config : parsing [file:line] : message` (statements of sections), `line` the same without a blank before the
 * second colon (the line itself), `pointed` is `line` with the text of the line and a caret below, `framed` is `pointed`
 * with ` at position N` (column, indentation included) behind the message, `config` is `config : message`, `bare` the message alone.
 * `placed` is `config : [file:line] : message` (servers), `located` and `parsing` are `[file:line] : message` and
 * `parsing [file:line] : message` (found later), `section` is `config : Parsing [file:line]: message` (headers).
 * Without a range, the forms that name a line become `config`.
 */
export type PlaceForm =
  | ('rule' | 'line' | 'framed' | 'pointed')
  | ('placed' | 'located' | 'parsing' | 'section' | 'config' | 'bare');

/**
 * What a configuration is read for. `check` (`-c`) says what HAProxy would say: what only Hawser cannot do is a notice.
 * `run` refuses what it would have to leave out.
 */
export type Purpose = 'check' | 'run';

/** A row of a table of codes: what one kind of problem is. Codes are stable and never reused. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One sentence: what this code means. */
  readonly title: string;
  /** Where it comes from (manual chapter), why it matters, what to do. */
  readonly help?: string;
  /** Chapter of the manual, with the keyword behind `#`. */
  readonly doc?: string;
  /** Defaults to `rule`. */
  readonly form?: PlaceForm;
  /** About Hawser itself: HAProxy has nothing to say there, so that a check only takes note. */
  readonly own?: true;
  /** About something outside of the files: other files, users, names of hosts. */
  readonly environment?: true;
  /** HAProxy reads nothing behind it. */
  readonly aborts?: true;
  /** Found by a look at whole files, which HAProxy takes after every line was read without an error. */
  readonly late?: true;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly range: SourceRange | undefined;
  /** What is wrong, naming the word as written. A latin1 carrier. */
  readonly message: string;
  /** What to do about it, if that is known. */
  readonly remedy: string | undefined;
  /** Chapter of the manual, where it is a nearer one than that of the code. */
  readonly doc?: string;
}

export interface DiagnosticOptions {
  readonly remedy?: string | undefined;
  /** Overrides the severity of the code's row. */
  readonly severity?: Severity;
}

/** Collects diagnostics of all stages in the order in which they are found. */
export class Diagnostics {
  readonly list: Diagnostic[];
  readonly purpose: Purpose;
  #alerts: number;

  constructor(purpose: Purpose = 'run') {
    this.list = [];
    this.purpose = purpose;
    this.#alerts = 0;
  }

  /** Adds one. `range` is undefined only where no place of a file is to blame. */
  report(code: DiagnosticCode, range: SourceRange | undefined, message: string, options?: DiagnosticOptions): void {
    const entry: CodeEntry = CODES[code];
    const given = options?.severity ?? entry.severity;
    const severity = entry.own && this.purpose === 'check' && given !== 'diag' ? 'notice' : given;
    if (severity === 'alert') this.#alerts++;
    const place = range?.source.toOrigin(range);
    this.list.push({ code, severity, range: place, message, remedy: options?.remedy });
  }

  /** Number of diagnostics that make the configuration invalid. */
  get alerts(): number {
    return this.#alerts;
  }
}
