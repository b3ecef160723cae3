/** `option tcp-check`, protocols that are checked without rules, and programs that check (manual 4.2, 3.1). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry, type OptionEntry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import type { CheckKind, HealthCheckConfig } from '../../model/config/health-check.js';
import { checksOf, replaceRules, rulesOf } from './check-config.js';
import { tcpCheckEntries } from './tcp-check.js';

type Read = (site: DirectiveSite, check: HealthCheckConfig) => void;
type Rest = Partial<Pick<OptionEntry, 'since' | 'support' | 'why'>>;

/** An option that says how servers are checked; it cannot be taken back. */
function option(
  name: string,
  kind: CheckKind,
  brief: string,
  usage = '',
  read: Read = () => {},
  rest: Rest = {},
): Entry {
  return define.option({
    ...{ name, doc: `4.2#option ${name}`, brief, since: '1.3', support: 'full', ...rest },
    ...{ sections: BACK, ignoredIn: NOT_BACK, negatable: false, usage: `option ${name} ${usage}`.trimEnd() },
    parse(site) {
      const check = checksOf(site);
      check.kind = kind;
      replaceRules(site);
      read(site, check);
    },
  });
}

/** `HELO` and `EHLO` are said as they are, everything else becomes `HELO localhost`. */
const readSmtp: Read = ({ words }, check) => {
  const hello = words.next()?.value.toUpperCase();
  const domain = words.next()?.value;
  const isKnown = (hello === 'HELO' || hello === 'EHLO') && domain !== undefined;
  check.hello = isKnown ? `${hello} ${domain}` : 'HELO localhost';
};

const readMysql: Read = (site, check) => {
  const { words } = site;
  check.user = undefined;
  check.clientVersion = 'post-41';
  if (words.done) return;
  if (words.expect(arg.enumeration('user', ['user'])) === undefined) return;
  check.user = words.expect(arg.nonEmpty('username'));
  if (check.user === undefined || words.done) return;
  check.clientVersion = words.expect(arg.enumeration('version', ['post-41', 'pre-41', 'post-80'])) ?? 'post-41';
};

const readPgsql: Read = ({ words }, check) => {
  if (words.expect(arg.enumeration('user', ['user'])) !== undefined)
    check.user = words.expect(arg.nonEmpty('username'));
};

const SPOP_WHY = 'the protocol of SPOP agents is not spoken';

const externalWord = (word: 'command' | 'path', brief: string): Entry =>
  define.directive({
    ...{ name: `external-check ${word}`, doc: `4.2#external-check ${word}`, brief, since: '1.6', support: 'full' },
    ...{ sections: BACK, ignoredIn: NOT_BACK, usage: `external-check ${word} <${word}>` },
    parse({ words, proxy }) {
      const value = words.expect(arg.nonEmpty(word));
      if (proxy) proxy.config.externalCheck = { ...proxy.config.externalCheck, [word]: value };
    },
  });

const external: readonly Entry[] = [
  option('external-check', 'external', 'Checks servers with a program.', '', () => {}, { since: '1.6' }),
  externalWord('command', 'The program.'),
  externalWord('path', 'Its PATH.'),
  define.directive({
    ...{ name: 'external-check', doc: '3.1#external-check', brief: 'Permits checks by programs.', since: '1.6' },
    ...{ support: 'full', sections: ['global'], usage: 'external-check [preserve-env]' },
    parse({ words, global }) {
      global.externalCheck = true;
      if (words.take('preserve-env')) global.flags.set('external-check preserve-env', true);
    },
  }),
];

export const otherCheckEntries: readonly Entry[] = [
  option('tcp-check', 'tcp-check', 'Checks servers with a dialogue.', '', (site) => {
    // Rules of the defaults go with their option (haproxy 2.6).
    rulesOf(site, false);
  }),
  ...tcpCheckEntries,
  ...external,
  option('smtpchk', 'smtp', 'Checks SMTP servers.', '[<hello> <domain>]', readSmtp),
  option('mysql-check', 'mysql', 'Checks MySQL servers.', '[user <username> [post-41|pre-41|post-80]]', readMysql),
  option('pgsql-check', 'pgsql', 'Checks PostgreSQL servers.', 'user <username>', readPgsql),
  option('redis-check', 'redis', 'Checks Redis servers.'),
  option('ldap-check', 'ldap', 'Checks LDAP servers.'),
  option('ssl-hello-chk', 'ssl-hello', 'Checks with a TLS hello.'),
  option('spop-check', 'spop', 'Checks SPOP agents.', '', () => {}, { support: 'refused', why: SPOP_WHY }),
];
