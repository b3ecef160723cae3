/** Variables (manual 2.8): named values with the life of a scope. */
import type { Value } from './value.js';

/** `proc`: the process; `sess`: the client connection; `txn`: the stream; `req`/`res`: one side's processing; `check`. */
export type VarScope = 'proc' | 'sess' | 'txn' | 'req' | 'res' | 'check';

/** The variables of one scope. Names stand without their scope. */
export type VarStore = Map<string, Value>;
