/** What keeps a valid configuration from starting, with the place in the files that it comes from. */
export interface PlacedProblem {
  /** Empty where no line of a file is to blame. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** `[file:line] : message`. */
export function renderStartProblem({ file, line, message }: PlacedProblem): string {
  return file === '' ? message : `[${file}:${line}] : ${message}`;
}
