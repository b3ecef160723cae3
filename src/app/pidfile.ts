/** The pid file (`-p`, `pidfile`): written once all is bound, before rights are given up. */
import fs from 'node:fs';

/**
 * Writes our process id and removes nothing at exit, as HAProxy does: init scripts own the file.
 * @returns what went wrong, or undefined
 */
export function writePidfile(file: string): string | undefined {
  try {
    fs.writeFileSync(file, `${process.pid}\n`, { mode: 0o644 });
    return undefined;
  } catch (error) {
    return `cannot write pid file '${file}': ${(error as Error).message}`;
  }
}
