/** How this process came about: from a command line, or from another process of this program that wants it to be something. */

const DAEMON_MARK = 'HAWSER_DAEMON';
const WORKER_MARK = 'HAWSER_WORKER';

/** What another process of this program started this one for. */
export type Role = 'daemon' | 'worker';

/** Takes a mark out of the environment: programs that this process starts are none of its own. */
function take(mark: string): boolean {
  const isThere = process.env[mark] === '1';
  delete process.env[mark];
  return isThere;
}

const daemon = take(DAEMON_MARK);
const worker = take(WORKER_MARK);

/** The environment of a process of this program; the workers of a daemon are in the background, too. */
export function environmentFor(role: Role): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(role === 'worker' ? { [WORKER_MARK]: '1' } : {}),
    ...(role === 'daemon' || daemon ? { [DAEMON_MARK]: '1' } : {}),
  };
}

/** Whether this process is the daemon that another one started, or belongs to it. */
export function isDaemon(): boolean {
  return daemon;
}

/** Whether a master process started this one. */
export function isWorker(): boolean {
  return worker;
}
