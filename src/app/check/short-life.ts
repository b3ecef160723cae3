/** The memory of a process that reads files, says what it found, and ends. */
import v8 from 'node:v8';

/**
 * Lets the space for new objects grow at once, not by doubling: nearly everything that a check makes lives until its end, and
 * each collection on the way copies it. Measured over 100,000 lines: an eighth less processor time, 3 % more memory.
 */
export function expectShortLife(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=8');
}
