/** Variables (manual 2.8): fetch, converters and actions. */
import type { Entry } from '../../catalog/entry.js';
import { entries as action } from './action.js';
import { entries as convert } from './convert.js';
import { entries as fetch } from './fetch.js';

export const entries: readonly Entry[] = [...fetch, ...convert, ...action];
