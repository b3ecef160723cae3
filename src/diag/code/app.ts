/** Codes of problems that are found by the app room. */
import type { CodeEntry } from '../diagnostic.js';

export const APP_CODES = {
  'app/internal': { severity: 'alert', title: 'A problem that has no row of its own yet.' },
} as const satisfies Record<string, CodeEntry>;
