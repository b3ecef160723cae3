/** Codes of problems that are found by the grammar room. */
import type { CodeEntry } from '../diagnostic.js';

export const GRAMMAR_CODES = {
  'grammar/internal': { severity: 'alert', title: 'A problem that has no row of its own yet.' },
} as const satisfies Record<string, CodeEntry>;
