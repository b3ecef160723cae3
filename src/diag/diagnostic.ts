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
 * Without a range, the forms that name a line become `config`.
 */
export type PlaceForm = 'rule' | 'line' | 'framed' | 'pointed' | 'config' | 'bare';

/** A row of a table of codes: what one kind of problem is. Codes are stable and never reused. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One sentence: what this code means. */
  readonly title: string;
  /** Where it comes from (manual chapter), why it matters, what to do. */
  readonly help?: string;
  /** Defaults to `rule`. */
  readonly form?: PlaceForm;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly range: SourceRange | undefined;
  /** What is wrong, naming the word as written. A latin1 carrier. */
  readonly message: string;
  /** What to do about it, if that is known. */
  readonly remedy: string | undefined;
}

export interface DiagnosticOptions {
  readonly remedy?: string | undefined;
  /** Overrides the severity of the code's row. */
  readonly severity?: Severity;
}

/** Collects diagnostics of all stages in the order in which they are found. */
export class Diagnostics {
  readonly list: Diagnostic[];
  #alerts: number;

  constructor() {
    this.list = [];
    this.#alerts = 0;
  }

  /** Adds one. `range` is undefined only where no place of a file is to blame. */
  report(code: DiagnosticCode, range: SourceRange | undefined, message: string, options?: DiagnosticOptions): void {
    const severity = options?.severity ?? CODES[code].severity;
    if (severity === 'alert') this.#alerts++;
    this.list.push({ code, severity, range, message, remedy: options?.remedy });
  }

  /** Number of diagnostics that make the configuration invalid. */
  get alerts(): number {
    return this.#alerts;
  }
}
