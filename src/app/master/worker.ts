/** One worker, as its master sees it. */
import type { ChildProcess } from 'node:child_process';
import os from 'node:os';

export interface Worker {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly startMs: number;
  /** Reloads that the master had behind it when this worker was started. */
  readonly bornAt: number;
}

/** How a process ended, as shells count it, and a word about it. */
export interface Ending {
  readonly code: number;
  readonly word: string;
}

/** The end of a child process in the numbers of shells. */
export function endingOf(status: number | null, signal: NodeJS.Signals | null): Ending {
  if (signal === null) return { code: status ?? 1, word: 'Exit' };
  return { code: 128 + (os.constants.signals[signal] ?? 0), word: signal };
}
