/** Closures that the engine runs, re-exported so that it need not know the catalog. */
export type { Action, Balancer } from '../catalog/entry.js';
export type { Condition, Expression, Format } from '../catalog/site.js';
