/**
 * What tasks say. stdout and stderr are opened with the first word: a check of a right file says nothing, and opening both
 * would be a twentieth of its time.
 */

const opened = new Set<NodeJS.WriteStream>();

/** Whoever reads the output of a tool may stop early, as head(1) does. */
export function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** Writes to stdout. */
export function say(text: string | Buffer): void {
  if (!opened.has(process.stdout)) process.stdout.on('error', leaveQuietly);
  opened.add(process.stdout);
  process.stdout.write(text);
}

/** Writes a latin1 carrier to stderr at once: what is said before an exit must not be lost. */
export function complain(text: string): void {
  opened.add(process.stderr);
  process.stderr.write(Buffer.from(text, 'latin1'));
}

/** Whether all of it is out. */
export function isSaid(): boolean {
  return [...opened].every(({ writableLength }) => writableLength === 0);
}
