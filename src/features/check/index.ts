/** Health checks of backends: `option httpchk`, `http-check`, `tcp-check` and others (manual 4.2). */
import type { Entry, OptionEntry } from '../../catalog/entry.js';
import { healthcheckEntries } from './healthcheck.js';
import { httpCheckEntries } from './http-check.js';
import { httpchkEntries } from './httpchk.js';
import { otherCheckEntries } from './other-check.js';

const proxyEntries: readonly Entry[] = [...httpchkEntries, ...httpCheckEntries, ...otherCheckEntries];

/** Checks by programs belong to backends alone. */
const types = proxyEntries.filter(
  (entry): entry is OptionEntry => entry.kind === 'option' && entry.name !== 'external-check',
);

export const entries: readonly Entry[] = [...proxyEntries, ...healthcheckEntries(types)];
