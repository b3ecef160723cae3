/** Entry of the program: command line in, exit status out. What a task needs is loaded only for it. */
import { type Options, parseArgv, UsageError } from './argv.js';
import { describeSubcommands, findSubcommand } from './subcommand.js';
import { HELP, renderBuildOptions, renderVersion } from './version.js';

/** Runs one task. @returns the exit status, or undefined while the proxy runs */
async function perform(options: Options, argv: readonly string[]): Promise<number | undefined> {
  switch (options.task) {
    case 'version':
      process.stdout.write(renderVersion());
      return 0;
    case 'build-options':
      process.stdout.write(renderBuildOptions());
      return 0;
    case 'help':
      process.stdout.write(`${HELP}\nTools, each with a --help of its own:\n\n${describeSubcommands()}`);
      return 0;
    case 'condition':
      return (await import('./condition.js')).evaluateCondition(options);
    case 'check':
      return (await import('./check.js')).check(options);
    case 'keywords':
      (await import('./check.js')).dumpKeywords(options);
      return 0;
    case 'run':
      return (await import('./run.js')).run(options, argv);
  }
}

/**
 * Ends a program that is done. Leaving it to an empty event loop would take apart the whole heap first, which after a large
 * file is a tenth of the time.
 */
function leave(): void {
  const pending = [process.stdout, process.stderr].filter((stream) => stream.writableLength > 0);
  if (pending.length === 0) process.exit();
}

/** Whoever reads the output of a tool may stop early, as head(1) does. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  try {
    const subcommand = findSubcommand(argv);
    if (subcommand !== undefined) {
      process.stdout.on('error', leaveQuietly);
      process.exitCode = await subcommand.run(argv.slice(1));
      return;
    }
    const options = parseArgv(argv);
    if (options.task !== 'run') process.stdout.on('error', leaveQuietly);
    if (options.folder !== undefined) process.chdir(options.folder);
    process.exitCode = await perform(options, argv);
    if (options.task === 'check' || options.task === 'keywords') leave();
  } catch (error) {
    if (!(error instanceof UsageError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write(`hawser: ${(error as Error).message}\nTry 'hawser --help'.\n`);
    process.exitCode = 1;
  }
}

void main();
