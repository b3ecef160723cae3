/**
 * Limits of the memory of variables (manual 3.2 `tune.vars.*-max-size`): a value that does not fit is not stored. Limits are
 * nested: `global` includes `proc`, which includes `sess`, then `txn`, then `reqres`. Sizes are what HAProxy counts: a fixed
 * cost for each variable, and the bytes of text. Of other streams nothing is counted here.
 */
import type { Stream } from '../../model/stream.js';
import { Binary, Method, type Value } from '../../model/value.js';
import type { VarScope } from '../../model/vars.js';

/** Values of `tune.*` words by name. */
export type TuneWords = ReadonlyMap<string, number | string | boolean>;

/** Whether a value may be stored under a name; counts what is there each time, as limits are rare. */
export type Fits = (stream: Stream, name: string, value: Value) => boolean;

/** Bytes of a variable without its text. */
const VARIABLE_COST = 80;

type Level = 'reqres' | 'txn' | 'sess' | 'check' | 'proc' | 'global';

const LEVELS: readonly { readonly level: Level; readonly scopes: readonly VarScope[] }[] = [
  { level: 'reqres', scopes: [] },
  { level: 'txn', scopes: ['txn', 'req', 'res'] },
  { level: 'sess', scopes: ['sess', 'txn', 'req', 'res'] },
  { level: 'check', scopes: ['check'] },
  { level: 'proc', scopes: ['proc', 'sess', 'txn', 'req', 'res'] },
  { level: 'global', scopes: ['proc', 'sess', 'txn', 'req', 'res'] },
];

function textSize(value: Value | undefined): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Binary) return value.bytes.length;
  return value instanceof Method ? value.name.length : 0;
}

function sizeOf(stream: Stream, scopes: readonly VarScope[]): number {
  let size = 0;
  for (const scope of scopes) {
    for (const value of stream.vars(scope)?.values() ?? []) size += VARIABLE_COST + textSize(value);
  }
  return size;
}

/** The check for variables of a scope; undefined if nothing limits them. */
export function compileLimit(scope: VarScope, tune: TuneWords | undefined): Fits | undefined {
  const limits = LEVELS.flatMap(({ level, scopes }) => {
    const bytes = Number(tune?.get(`tune.vars.${level}-max-size`) ?? 0);
    const counted: readonly VarScope[] = level === 'reqres' ? [scope] : scopes;
    const isOwn = level !== 'reqres' || scope === 'req' || scope === 'res';
    return bytes > 0 && isOwn && counted.includes(scope) ? [{ bytes, counted }] : [];
  });
  if (limits.length === 0) return undefined;
  return (stream, name, value) => {
    const store = stream.vars(scope);
    const old = store?.get(name);
    const more = old === undefined ? VARIABLE_COST + textSize(value) : textSize(value) - textSize(old);
    return more <= 0 || limits.every(({ bytes, counted }) => sizeOf(stream, counted) + more <= bytes);
  };
}
