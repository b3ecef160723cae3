/** The one list of slices: what is not named here is not in the program. */
import { type Catalog, createCatalog } from '../catalog/create-catalog.js';
import type { Entry } from '../catalog/entry.js';
import { entries as balance } from '../features/balance/index.js';
import { entries as logAlias } from '../features/logging/alias/index.js';
import { entries as match } from '../features/match/index.js';

const SLICES: readonly (readonly Entry[])[] = [balance, logAlias, match];

let catalog: Catalog | undefined;

/** All rows of the language. Doubles throw: that is a mistake of ours. */
export function hawserCatalog(): Catalog {
  catalog ??= createCatalog(SLICES.flat());
  return catalog;
}
