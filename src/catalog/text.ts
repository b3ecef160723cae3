/** Words as rows of the catalog see them: a value with its place. */
import type { SourceRange } from '../diag/source-text.js';

/** An argument as written: decoded value and where it stands. */
export interface ArgText {
  readonly value: string;
  readonly range: SourceRange;
}
