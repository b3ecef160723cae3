/** Words that stand in front of all others and name a tool beside the proxy: `hawser eval ...`. Each is loaded when called. */

export interface Subcommand {
  readonly name: string;
  /** For `--help`. */
  readonly brief: string;
  /** Runs with the words behind the name. @returns the exit status */
  readonly run: (argv: readonly string[]) => Promise<number>;
}

const SUBCOMMANDS: readonly Subcommand[] = [
  {
    name: 'eval',
    brief: 'evaluate a sample expression, a condition or a format on a request',
    run: async (argv) => (await import('./eval/eval.js')).runEval(argv),
  },
  {
    name: 'check',
    brief: 'say everything about configurations, for people, editors and CI',
    run: async (argv) => (await import('./check-command.js')).runCheck(argv),
  },
  {
    name: 'explain-code',
    brief: 'say what a diagnostic code means',
    run: async (argv) => (await import('./explain-code.js')).runExplainCode(argv),
  },
  {
    name: 'fmt',
    brief: 'format configurations: white space only',
    run: async (argv) => (await import('./rewrite/fmt.js')).runFmt(argv),
  },
  {
    name: 'migrate',
    brief: 'rewrite configurations of old versions in the words of 3.5',
    run: async (argv) => (await import('./rewrite/migrate.js')).runMigrate(argv),
  },
];

/** The tool that the first word names; undefined if it is an option of the proxy. */
export function findSubcommand([name]: readonly string[]): Subcommand | undefined {
  return SUBCOMMANDS.find((subcommand) => subcommand.name === name);
}

/** Lines of `--help`. */
export function describeSubcommands(): string {
  return SUBCOMMANDS.map(({ name, brief }) => `  hawser ${name.padEnd(12)} ${brief}\n`).join('');
}
