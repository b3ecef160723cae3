/** Aliases of log formats (manual 8.2.6). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as http } from './http.js';
import { entries as place } from './place.js';
import { entries as time } from './time.js';

export const entries: readonly Entry[] = [...time, ...place, ...http];
