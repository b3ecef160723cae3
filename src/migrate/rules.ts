/** Every rule of the migration, in the order in which they look at a statement. */

import { headerRules } from './rule/header-rule.js';
import { nameRules } from './rule/name-rule.js';
import { processRules } from './rule/process-rule.js';
import { proxyRules } from './rule/proxy-rule.js';
import { blankRule, wordRules } from './rule/word-rule.js';
import type { MigrationRule } from './rule.js';

export const MIGRATION_RULES: readonly MigrationRule[] = [
  blankRule,
  ...nameRules,
  ...proxyRules,
  ...headerRules,
  ...processRules,
  ...wordRules,
];
