/** Variables (manual 2.8): named values with the life of a scope. */
import type { Stream } from './stream.js';
import type { Value } from './value.js';

/** `proc`: the process; `sess`: the client connection; `txn`: the stream; `req`/`res`: one side's processing; `check`. */
export type VarScope = 'proc' | 'sess' | 'txn' | 'req' | 'res' | 'check';

/** The variables of one scope. Names stand without their scope. */
export type VarStore = Map<string, Value>;

/** A variable by scope and name. */
export interface VarPlace {
  readonly scope: VarScope;
  readonly name: string;
}

/** The value of a variable; undefined if it is not set or its scope is not visible here. */
export function readVar(stream: Stream, place: VarPlace): Value | undefined {
  return stream.vars(place.scope)?.get(place.name);
}
