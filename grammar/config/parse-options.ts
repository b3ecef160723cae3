/** What a caller of the configuration grammar hands in. */
import type { Diagnostics } from '../../src/diag/diagnostic.js';
import type { FeatureSet } from '../source/feature-set.js';
import type { Env } from '../words/env.js';
import type { Statement } from './ast.js';

/** What the grammar does not know by itself. */
export interface ParseOptions {
  /** Whether a word starts a section. */
  readonly isSection: (name: string) => boolean;
  /** The environment; reading the files changes it if `environmentWords` is given. */
  readonly env: Env;
  readonly features: FeatureSet;
  readonly diagnostics: Diagnostics;
  /** Called for every statement of a section as it is read, before the next line is looked at. */
  readonly onStatement?: (statement: Statement, sectionKind: string) => void;
  /** The statements of a section that change the environment of the lines behind them. */
  readonly environmentWords?: EnvironmentWords;
}

/** Names of the section and of the statements that change the environment (manual 3.1). */
export interface EnvironmentWords {
  readonly section: string;
  readonly set: string;
  readonly preset: string;
  readonly unset: string;
  readonly reset: string;
}
