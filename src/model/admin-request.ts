/** One command of the runtime API on its way to the row that answers it. */
import type { Runtime } from './runtime.js';

export interface AdminRequest {
  /** Words behind those of the row. */
  readonly args: readonly string[];
  /** Lines of a `<<` payload. */
  readonly payload: string | undefined;
  readonly level: 'user' | 'operator' | 'admin';
  readonly runtime: Runtime;
}
