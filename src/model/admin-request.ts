/** One command of the runtime API on its way to the row that answers it (management.txt 9.3). */
import type { Runtime } from './runtime.js';

/** Rights of a connection; each includes those before it. */
export type AdminLevel = 'user' | 'operator' | 'admin';

/** Whether messages start with their level: not at all, `[3]: `, or `[err]: `. */
export type SeverityOutput = 'none' | 'number' | 'string';

/** Syslog levels that answers use. */
export type Severity = 'err' | 'warning' | 'notice' | 'info';

/** A message of one command, as opposed to a dump: it may be shown with its severity. */
export interface AdminMessage {
  readonly severity: Severity;
  readonly text: string;
}

/**
 * What a command answers: a text, a message, or pieces that are rendered only as fast as the client reads them. Texts end
 * with a line feed and hold no empty line; the empty line behind them is the server's.
 */
export type AdminAnswer = string | AdminMessage | Iterable<string> | AsyncIterable<string>;

/** How a connection goes on after a line: it is closed, it waits silently, or with a prompt. */
export type AdminMode = 'single' | 'interactive' | 'prompt';

/** The connection that a command came from; commands change it. */
export interface AdminSession {
  level: AdminLevel;
  severityOutput: SeverityOutput;
  mode: AdminMode;
  /** Whether the prompt shows the uptime. */
  timedPrompt: boolean;
  /** Idle time after which the connection is closed. */
  timeoutMs: number;
  expert: boolean;
  experimental: boolean;
  /** Aborted when the connection is gone: what still waits then gives up. */
  readonly gone: AbortSignal;
  /** Calls `stop` once the client says anything, which is thrown away, until the command has ended. */
  onInput?(stop: () => void): void;
  readonly source: string;
  readonly startDateMs: number;
  /** Ends the connection once everything before this command was sent. */
  quit(): void;
  /** Usage lines of the commands that are like `words` and allowed at this level; all without words. */
  describe(words: readonly string[]): string;
}

/** What the process says of itself. */
export interface Product {
  readonly name: string;
  readonly version: string;
  /** `2026/08/21`. */
  readonly releaseDate: string;
}

/** A worker process, or the master itself. */
export interface ProcessView {
  readonly pid: number;
  /** Reloads that it has lived through. */
  readonly reloads: number;
  readonly uptimeMs: number;
}

/** What a master process shows and does for those who come to its socket. */
export interface MasterAdmin {
  processes(): {
    readonly master: ProcessView;
    /** Reloads that failed since the last one that did not. */
    readonly failed: number;
    readonly workers: readonly ProcessView[];
    /** Those that are leaving. */
    readonly oldWorkers: readonly ProcessView[];
  };
  /** Resolves once it is clear how it went, with what was said about it. */
  reload(how: 'soft' | 'hard'): Promise<{ readonly succeeded: boolean; readonly lines: readonly string[] }>;
  /** The answer of the process that the words or the connection stand for; undefined where that is the master. */
  relay(words: readonly string[], payload: string | undefined, session: AdminSession): AdminAnswer | undefined;
  /** A line of commands is over. */
  lineDone(session: AdminSession): void;
  /** Name of the process that the commands of a connection go to. */
  contextOf(session: AdminSession): string;
}

export interface AdminRequest {
  /** Words behind those of the row. */
  readonly args: readonly string[];
  /** Lines of a `<<` payload. */
  readonly payload: string | undefined;
  readonly level: AdminLevel;
  readonly runtime: Runtime;
  readonly session: AdminSession;
  readonly product: Product;
  /** On sockets of a master process. */
  readonly master?: MasterAdmin | undefined;
}

/** A command that could not be done. */
export function failure(text: string): AdminMessage {
  return { severity: 'err', text };
}

/** Something worth knowing about a command that was done. */
export function remark(severity: Severity, text: string): AdminMessage {
  return { severity, text };
}
