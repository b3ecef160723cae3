/** Filters (manual 9): their lines, and those that limit bandwidth. */
import type { Entry } from '../../catalog/entry.js';
import { entries as action } from './action.js';
import { entries as bandwidth } from './bandwidth.js';
import { entries as directive } from './directive.js';

export const entries: readonly Entry[] = [...directive, ...bandwidth, ...action];
