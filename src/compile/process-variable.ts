/** Variables that the global section sets before anything runs (manual 3.1 `set-var`, `set-var-fmt`). */
import type { Expression, Format } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import type { Value } from '../model/value.js';
import type { VarStore } from '../model/vars.js';
import { createNoStream } from './no-stream.js';
import type { Scope } from './scope.js';

/** What the rows of the global section leave for this room. */
export interface ProcessVariable {
  readonly kind: 'expression' | 'format';
  /** `proc.name`. */
  readonly name: ArgText;
  readonly value: ArgText;
}

const PREFIX = 'proc.';

/** Evaluates them in the order of their lines. Problems are reported. */
export function setProcessVariables(
  section: ReadonlyMap<string, unknown> | undefined,
  scope: Scope,
  store: VarStore,
): void {
  const variables = (section?.get('process variables') as readonly ProcessVariable[] | undefined) ?? [];
  for (const variable of variables) setProcessVariable(variable, scope, store);
}

/** Sets one; whether that worked. Problems are reported. */
export function setProcessVariable({ kind, name, value }: ProcessVariable, scope: Scope, store: VarStore): boolean {
  const compiled: Expression | Format | undefined =
    kind === 'expression' ? scope.compileExpression(value) : scope.compileFormat(value, undefined, 'plain');
  const stream = createNoStream(store);
  const found: Value | undefined = typeof compiled === 'function' ? compiled(stream) : compiled?.evaluate(stream);
  if (found !== undefined) store.set(name.value.slice(PREFIX.length), found);
  return found !== undefined;
}

/** Where they are compiled. */
export const GLOBAL_PLACE = {
  section: 'global',
  use: 'config',
  ruleset: undefined,
  proxyName: '',
  mode: 'tcp',
  acls: new Map(),
  label: '',
} as const;
