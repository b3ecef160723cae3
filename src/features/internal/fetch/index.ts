/** Sample fetches of internal states (manual 7.3.2, and what 7.3.3 and 7.3.4 tell of proxies, servers and timers). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as date } from './date.js';
import { entries as process } from './process.js';
import { entries as proxy } from './proxy.js';
import { entries as random } from './random.js';
import { entries as refused } from './refused.js';
import { entries as rule } from './rule.js';
import { entries as server } from './server.js';
import { entries as stream } from './stream.js';
import { entries as timeout } from './timeout.js';
import { entries as timer } from './timer.js';
import { entries as variableDump } from './variable-dump.js';

export const entries: readonly Entry[] = [
  ...process,
  ...date,
  ...random,
  ...proxy,
  ...server,
  ...stream,
  ...rule,
  ...timeout,
  ...timer,
  ...variableDump,
  ...refused,
];
