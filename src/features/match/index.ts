/** Match methods of ACLs (manual 7.1). */
import type { Entry } from '../../catalog/entry.js';
import { entries as address } from './address.js';
import { entries as integer } from './integer.js';
import { entries as presence } from './presence.js';
import { entries as special } from './special.js';
import { entries as string } from './string.js';

export const entries: readonly Entry[] = [...presence, ...integer, ...address, ...string, ...special];
