/**
 * Background mode (`-D`, `daemon`). Node cannot fork: the program starts itself again, detached, and stays until the new
 * process says that it listens, so that errors and the exit status still reach the terminal and the init script.
 */
import { spawn } from 'node:child_process';

/** Marks the process that was started to be the daemon. */
const MARK = 'HAWSER_DAEMON';

/** Whether this process is the daemon that another one started. */
export function isDaemon(): boolean {
  return process.env[MARK] === '1';
}

/** Starts the daemon and resolves with the exit status for the terminal: 0 once it listens, else its own. */
export function startDaemon(argv: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...argv], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [MARK]: '1' },
  });
  return new Promise((resolve) => {
    child.once('message', () => {
      child.disconnect();
      child.unref();
      resolve(0);
    });
    child.once('exit', (status) => resolve(status ?? 1));
    child.once('error', () => resolve(1));
  });
}

/** Tells the process at the terminal that all is well, and lets go of it. */
export function reportReady(): void {
  if (!isDaemon() || !process.send) return;
  process.send('ready');
  process.disconnect();
}
