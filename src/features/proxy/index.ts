/** Keywords of frontend, backend, listen and defaults sections that belong to no other slice. */
import type { Entry } from '../../catalog/entry.js';
import { balanceEntries } from './balance.js';
import { connectionEntries } from './connection.js';
import { httpOptionEntries } from './http-option.js';
import { optionEntries } from './option.js';
import { removedEntries } from './removed.js';
import { ruleEntries } from './rule.js';
import { settingEntries } from './setting.js';
import { timeoutEntries } from './timeout.js';

export const entries: readonly Entry[] = [
  ...settingEntries,
  ...timeoutEntries,
  ...balanceEntries,
  ...ruleEntries,
  ...connectionEntries,
  ...optionEntries,
  ...httpOptionEntries,
  ...removedEntries,
];
