/** Sample fetches of connections and raw bytes (manual 7.3.3, 7.3.5). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as endpoint } from './endpoint.js';
import { entries as listener } from './listener.js';

export const entries: readonly Entry[] = [...endpoint, ...listener];
