/** Entry of the program: command line in, exit status out. What a task needs is loaded only for it. */
import { type Options, parseArgv } from './argv.js';
import { UsageError } from './option-table.js';
import { isSaid, leaveQuietly } from './output.js';
import { isDaemon, isWorker } from './own-start.js';
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
      // Before what it needs is loaded, which fills the space for new objects several times.
      (await import('./check/short-life.js')).expectShortLife(options.files);
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
  if (isSaid()) process.exit();
}

/** Whoever runs or checks nothing has forgotten something. */
function requireFiles({ task, files }: Options): void {
  if ((task === 'run' || task === 'check') && files.length === 0)
    throw new UsageError('no configuration file is given (-f)');
}

/** What ends with this program as soon as it is done, and says everything by {@link say}. */
const SHORT: readonly Options['task'][] = ['check', 'keywords'];

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
    requireFiles(options);
    if (options.task !== 'run' && !SHORT.includes(options.task)) process.stdout.on('error', leaveQuietly);
    // Processes that this program starts are in the folder already.
    if (options.folder !== undefined && !isDaemon() && !isWorker()) process.chdir(options.folder);
    process.exitCode = await perform(options, argv);
    if (SHORT.includes(options.task)) leave();
  } catch (error) {
    if (!(error instanceof UsageError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write(`hawser: ${(error as Error).message}\nTry 'hawser --help'.\n`);
    process.exitCode = 1;
  }
}

void main();
