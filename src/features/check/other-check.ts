/** Checks of other protocols: read, and reported: only the connection is tried (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import type { HealthCheckConfig } from '../../model/config/proxy.js';
import { checksOf } from './check-config.js';
import { tcpCheckEntries } from './tcp-check.js';

const WHY = 'only the connection is checked';

function option(name: string, kind: HealthCheckConfig['kind'], brief: string, usage = '', parse = takeAll): Entry {
  return define.option({
    ...{ name, doc: `4.2#option ${name}`, brief, since: '1.3', support: 'ignored', why: WHY },
    ...{ sections: BACK, ignoredIn: NOT_BACK, negatable: true, usage: `option ${name} ${usage}`.trimEnd() },
    parse(site) {
      parse(site);
      if (site.prefix && site.proxy) site.proxy.config.check = undefined;
      else checksOf(site).kind = kind;
    },
  });
}

function takeAll(site: DirectiveSite): void {
  site.words.rest();
}

const tcpCheck: readonly Entry[] = [
  option('tcp-check', 'tcp-check', 'Checks servers with a dialogue.'),
  ...tcpCheckEntries,
];

const external: readonly Entry[] = [
  option('external-check', 'external', 'Checks servers with a program.'),
  define.directive({
    ...{ name: 'external-check command', doc: '4.2#external-check command', brief: 'The program.', since: '1.6' },
    ...{ support: 'ignored', why: WHY, sections: BACK, ignoredIn: NOT_BACK, usage: 'external-check command <command>' },
    parse({ words, proxy }) {
      const command = words.expect(arg.nonEmpty('command'));
      if (proxy) proxy.config.externalCheck = { ...proxy.config.externalCheck, command };
    },
  }),
  define.directive({
    ...{ name: 'external-check path', doc: '4.2#external-check path', brief: 'Its PATH.', since: '1.6' },
    ...{ support: 'ignored', why: WHY, sections: BACK, ignoredIn: NOT_BACK, usage: 'external-check path <path>' },
    parse({ words, proxy }) {
      const path = words.expect(arg.nonEmpty('path'));
      if (proxy) proxy.config.externalCheck = { ...proxy.config.externalCheck, path };
    },
  }),
  define.directive({
    ...{ name: 'external-check', doc: '3.1#external-check', brief: 'Permits checks by programs.', since: '1.6' },
    ...{ support: 'ignored', why: WHY, sections: ['global'], usage: 'external-check [preserve-env]' },
    parse({ words, global }) {
      words.take('preserve-env');
      global.externalCheck = true;
    },
  }),
];

export const otherCheckEntries: readonly Entry[] = [
  ...tcpCheck,
  ...external,
  option('smtpchk', 'smtp', 'Checks SMTP servers.', '[<hello> <domain>]'),
  option('mysql-check', 'mysql', 'Checks MySQL servers.', '[ user <username> [ { post-41 | pre-41 } ] ]'),
  option('pgsql-check', 'pgsql', 'Checks PostgreSQL servers.', 'user <username>'),
  option('redis-check', 'redis', 'Checks Redis servers.'),
  option('ldap-check', 'ldap', 'Checks LDAP servers.'),
  option('ssl-hello-chk', 'ssl-hello', 'Checks with a TLS hello.'),
  option('spop-check', 'spop', 'Checks SPOP agents.'),
];
