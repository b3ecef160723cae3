/** Commands of the runtime API (management.txt 9.3). */
import type { CliEntry } from '../../catalog/entry.js';
import { entries as certificate } from './certificate.js';
import { entries as crtList } from './crt-list.js';
import { entries as dynamicBackend } from './dynamic-backend.js';
import { entries as dynamicCookie } from './dynamic-cookie.js';
import { entries as dynamicServer } from './dynamic-server.js';
import { entries as frontend } from './frontend.js';
import { entries as limit } from './limit.js';
import { entries as map } from './map.js';
import { entries as master } from './master.js';
import { entries as refused } from './refused.js';
import { entries as server } from './server.js';
import { entries as serverState } from './server-state.js';
import { entries as session } from './session.js';
import { entries as showErrors } from './show-errors.js';
import { entries as showEvents } from './show-events.js';
import { entries as showInfo } from './show-info.js';
import { entries as showProcess } from './show-process.js';
import { entries as showResolvers } from './show-resolvers.js';
import { entries as showServers } from './show-servers.js';
import { entries as showStat } from './show-stat.js';
import { entries as stream } from './stream.js';
import { entries as variable } from './variable.js';
import { entries as wait } from './wait.js';
import { entries as weight } from './weight.js';

export const entries: readonly CliEntry[] = [
  ...certificate,
  ...crtList,
  ...frontend,
  ...limit,
  ...map,
  ...master,
  ...dynamicBackend,
  ...dynamicCookie,
  ...dynamicServer,
  ...refused,
  ...server,
  ...serverState,
  ...session,
  ...showErrors,
  ...showEvents,
  ...showInfo,
  ...showProcess,
  ...showResolvers,
  ...showServers,
  ...showStat,
  ...stream,
  ...variable,
  ...wait,
  ...weight,
];
