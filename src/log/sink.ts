/** Where finished log lines go. A sink never blocks and never throws: what cannot be delivered is counted. */

export interface LogSink {
  /** Takes one line, without its line feed; a latin1 carrier. `headerLength`: bytes in front of its message. */
  send(line: string, headerLength?: number): void;
  /** Hands everything that waits to the system, as far as that is possible now. */
  flush(): void;
  /** Flushes and lets go of the socket; resolves when that is done (bounded in time). */
  close(): Promise<void>;
  /** Lines that were lost. */
  readonly dropped: number;
}

/** Told once per sink, when its first line is lost: one sentence for the process's own log. */
export type ReportTrouble = (text: string) => void;
