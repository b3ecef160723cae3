/** Command lines of workers: that of the master, with the processes that the new one replaces. */

/** How the process that is replaced shall leave. */
export type Replacing = '-sf' | '-st';

/**
 * The words of a master for a worker: other processes are replaced by the first worker only, later ones replace workers.
 * Options come first: behind `--` all words are files.
 */
export function workerArgv(argv: readonly string[], replacing: Replacing, pids: readonly number[]): string[] {
  const end = argv.indexOf('--');
  const [options, files] = end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end)];
  const kept: string[] = [];
  let isPid = false;
  for (const word of options) {
    if (word === '-sf' || word === '-st') isPid = true;
    else if (word.startsWith('-')) isPid = false;
    if (!isPid) kept.push(word);
  }
  return [...kept, ...(pids.length === 0 ? [] : [replacing, ...pids.map(String)]), ...files];
}
