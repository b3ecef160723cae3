/** Where finished log lines go; the app wires it to the log room. */
export interface LogOutput {
  /** `level`: 0 (emerg) to 7 (debug). `message` and `sd` are latin1 carriers. */
  emit(level: number, message: string, sd?: string): void;
  /** False if a line of this level would go nowhere: its text need not be made. */
  wants(level: number): boolean;
}

/** Goes nowhere. */
export const NO_LOG: LogOutput = Object.freeze({ emit: () => {}, wants: () => false });
