/** Sample fetches of connections and raw bytes (manual 7.3.3, 7.3.5). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as aclWord } from './acl-word.js';
import { entries as connection } from './connection.js';
import { entries as distcc } from './distcc.js';
import { entries as endpoint } from './endpoint.js';
import { entries as listener } from './listener.js';
import { entries as measure } from './measure.js';
import { entries as payload } from './payload.js';
import { entries as rdp } from './rdp.js';
import { entries as refused } from './refused.js';
import { entries as tlsHello } from './tls-hello.js';

export const entries: readonly Entry[] = [
  ...endpoint,
  ...listener,
  ...connection,
  ...measure,
  ...payload,
  ...tlsHello,
  ...rdp,
  ...distcc,
  ...aclWord,
  ...refused,
];
