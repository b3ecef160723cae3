/** Codes of problems that are found by the compile room. */
import type { CodeEntry } from '../diagnostic.js';

export const COMPILE_CODES = {
  'compile/internal': { severity: 'alert', title: 'A problem that has no row of its own yet.' },
} as const satisfies Record<string, CodeEntry>;
