/** Checks across settings and sections, after names were resolved. */
import type { Catalog } from '../../catalog/create-catalog.js';
import type { Report } from '../../catalog/site.js';
import type { TypedConfig } from '../typed-config.js';
import { checkBinds } from './bind.js';
import { checkCaptures } from './capture.js';
import { checkContentRules } from './content-rule.js';
import { checkEmailAlerts } from './email-alert.js';
import { checkFcgi } from './fcgi.js';
import { checkGuids } from './guid.js';
import { checkHealthChecks } from './health-check.js';
import { checkLayer6 } from './layer6.js';
import { checkLogs } from './log.js';
import { checkLogMode } from './log-mode.js';
import { checkMode } from './mode.js';
import { checkProxyNames } from './proxy-name.js';
import { checkServers } from './server.js';
import { checkServerState } from './server-state.js';
import { checkSpoeGroups } from './spoe.js';
import { checkStats } from './stats.js';
import { checkTimeouts } from './timeout.js';
import { checkTlsVersions } from './tls-version.js';

/** Runs all checks. */
export function runChecks(config: TypedConfig, catalog: Catalog, report: Report): void {
  checkProxyNames(config.proxies, report);
  checkGuids(config.proxies, report);
  for (const draft of config.proxies) {
    checkBinds(draft, report);
    checkCaptures(draft, config.global, report);
    checkMode(draft, report);
    checkStats(draft, report);
    checkServers(draft, report);
    checkServerState(draft, config.global, report);
    checkHealthChecks(draft, config.global, report);
    checkLogs(draft, report);
    checkLogMode(draft, report);
    checkTimeouts(draft, report);
    checkFcgi(draft, config, report);
    checkLayer6(draft, report);
    checkContentRules(draft, catalog, report);
    checkTlsVersions(draft, report);
    checkSpoeGroups(draft, report);
  }
  checkEmailAlerts(config, report);
}
