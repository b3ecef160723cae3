/** Names that are looked up while the process runs (manual 5.3). */
import type { Entry } from '../../catalog/entry.js';
import { actionEntries } from './action.js';
import { sectionEntries } from './section.js';

export const entries: readonly Entry[] = [...sectionEntries, ...actionEntries];
