/** Sample fetches of internal states (manual 7.3.2, and what 7.3.3 tells of proxies and servers). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as date } from './date.js';
import { entries as process } from './process.js';
import { entries as proxy } from './proxy.js';
import { entries as server } from './server.js';
import { entries as stream } from './stream.js';

export const entries: readonly Entry[] = [...process, ...date, ...proxy, ...server, ...stream];
