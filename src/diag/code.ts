/** The one table of diagnostic codes, put together from a file per room. */
import { APP_CODES } from './code/app.js';
import { COMPILE_CODES } from './code/compile.js';
import { CONFIG_CODES } from './code/config.js';
import { GRAMMAR_CODES } from './code/grammar.js';
import { LINT_CODES } from './code/lint.js';
import type { CodeEntry } from './diagnostic.js';

const TABLE = { ...GRAMMAR_CODES, ...CONFIG_CODES, ...COMPILE_CODES, ...LINT_CODES, ...APP_CODES } as const;

/** Stable name of a kind of problem, such as `acl/unknown`. */
export type DiagnosticCode = keyof typeof TABLE;

/** Every code with its row. */
export const CODES: Readonly<Record<DiagnosticCode, CodeEntry>> = TABLE;
