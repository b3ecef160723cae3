/** Health checks of backends: `option httpchk`, `http-check`, `tcp-check` and others (manual 4.2). */
import type { Entry } from '../../catalog/entry.js';
import { httpCheckEntries } from './http-check.js';
import { httpchkEntries } from './httpchk.js';
import { otherCheckEntries } from './other-check.js';

export const entries: readonly Entry[] = [...httpchkEntries, ...httpCheckEntries, ...otherCheckEntries];
