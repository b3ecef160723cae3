/** Variables that the global section sets before anything runs (manual 3.1 `set-var`, `set-var-fmt`). */
import type { Expression, Format } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import type { Stream } from '../model/stream.js';
import type { Value } from '../model/value.js';
import type { VarStore } from '../model/vars.js';
import type { Scope } from './scope.js';

/** What the rows of the global section leave for this room. */
interface ProcessVariable {
  readonly kind: 'expression' | 'format';
  /** `proc.name`. */
  readonly name: ArgText;
  readonly value: ArgText;
}

const PREFIX = 'proc.';

/** Stands for the stream: fetches that are available in the configuration read no more of it than variables. */
function createNoStream(store: VarStore): Stream {
  const none: VarStore = new Map();
  const stream: Pick<Stream, 'vars' | 'mayChange' | 'final'> = {
    vars: (scope) => (scope === 'proc' ? store : none),
    mayChange: false,
    final: true,
  };
  return stream as Stream;
}

/** Evaluates them in the order of their lines. Problems are reported. */
export function setProcessVariables(
  section: ReadonlyMap<string, unknown> | undefined,
  scope: Scope,
  store: VarStore,
): void {
  const variables = (section?.get('process variables') as readonly ProcessVariable[] | undefined) ?? [];
  const stream = createNoStream(store);
  for (const { kind, name, value } of variables) {
    const compiled: Expression | Format | undefined =
      kind === 'expression' ? scope.compileExpression(value) : scope.compileFormat(value, undefined, 'plain');
    const found: Value | undefined = typeof compiled === 'function' ? compiled(stream) : compiled?.evaluate(stream);
    if (found !== undefined) store.set(name.value.slice(PREFIX.length), found);
  }
}
