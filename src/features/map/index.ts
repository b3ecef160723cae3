/** Maps (manual 2.7): converters that look values up, and actions that change them. */
import type { Entry } from '../../catalog/entry.js';
import { entries as action } from './action.js';
import { entries as convert } from './convert.js';

export const entries: readonly Entry[] = [...convert, ...action];
