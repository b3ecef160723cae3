/** Conditions of set-var (manual 7.3.1 `set-var`): all must hold for the variable to be set. */
import type { Stream } from '../../model/stream.js';
import type { Value } from '../../model/value.js';
import { Binary } from '../../model/value.js';
import type { VarPlace } from '../../model/vars.js';
import { compileLimit, type TuneWords } from './limit.js';

export const CONDITIONS = [
  'ifexists',
  'ifnotexists',
  'ifempty',
  'ifnotempty',
  'ifset',
  'ifnotset',
  'ifgt',
  'iflt',
] as const;

export type SetCondition = (typeof CONDITIONS)[number];

function isEmpty(value: Value): boolean {
  if (typeof value === 'string') return value === '';
  return value instanceof Binary && value.bytes === '';
}

function isNumber(value: Value | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** `old` is the variable before it is set. Comparisons of anything but two integers hold. */
function holds(condition: SetCondition, old: Value | undefined, exists: boolean, value: Value): boolean {
  switch (condition) {
    case 'ifexists':
      return exists;
    case 'ifnotexists':
      return !exists;
    case 'ifset':
      return old !== undefined;
    case 'ifnotset':
      return old === undefined;
    case 'ifempty':
      return isEmpty(value);
    case 'ifnotempty':
      return !isEmpty(value);
    case 'ifgt':
      return !isNumber(old) || !isNumber(value) || old > value;
    case 'iflt':
      return !isNumber(old) || !isNumber(value) || old < value;
  }
}

/** Sets a variable and says whether it was: false if the scope is not visible here or a condition does not hold. */
export type Setter = (stream: Stream, value: Value) => boolean;

/** Process variables exist from the start, because every name that a configuration uses is known then. */
export function compileSetter(
  place: VarPlace,
  conditions: readonly SetCondition[],
  tune: TuneWords | undefined,
): Setter {
  const { scope, name } = place;
  const fits = compileLimit(scope, tune);
  if (conditions.length === 0 && fits === undefined) {
    return (stream, value) => {
      const store = stream.vars(scope);
      if (store === undefined) return false;
      store.set(name, value);
      return true;
    };
  }
  return (stream, value) => {
    const store = stream.vars(scope);
    if (store === undefined) return false;
    const old = store.get(name);
    const exists = old !== undefined || scope === 'proc';
    for (const condition of conditions) if (!holds(condition, old, exists, value)) return false;
    if (fits?.(stream, name, value) === false) return false;
    store.set(name, value);
    return true;
  };
}
