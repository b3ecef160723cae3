/** Codes of problems that are found by the config room. */
import type { CodeEntry } from '../diagnostic.js';

export const CONFIG_CODES = {
  'config/internal': { severity: 'alert', title: 'A problem that has no row of its own yet.' },
} as const satisfies Record<string, CodeEntry>;
