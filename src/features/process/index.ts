/** The global section and the sections of proxies. */
import type { Entry } from '../../catalog/entry.js';
import { caseAdjustEntries } from './case-adjust.js';
import { certificateFileEntries } from './certificate-file.js';
import { countedStatusEntries } from './counted-status.js';
import { environmentEntries } from './environment.js';
import { identityEntries } from './identity.js';
import { limitEntries } from './limit.js';
import { processVariableEntries } from './process-variable.js';
import { removedEntries } from './removed.js';
import { sectionEntries } from './section.js';
import { statsSocketEntries } from './stats-socket.js';
import { tlsDefaultEntries } from './tls-default.js';
import { tuneEntries } from './tune.js';
import { unixBindEntries } from './unix-bind.js';

export const entries: readonly Entry[] = [
  ...sectionEntries,
  ...identityEntries,
  ...limitEntries,
  ...statsSocketEntries,
  ...unixBindEntries,
  ...environmentEntries,
  ...processVariableEntries,
  ...tlsDefaultEntries,
  ...tuneEntries,
  ...caseAdjustEntries,
  ...certificateFileEntries,
  ...countedStatusEntries,
  ...removedEntries,
];
