/**
 * `mailers` sections and `email-alert` (manual 4.2, 12.3). HAProxy 3.5 leaves the sending to a script (mailers.lua); here the
 * process sends the mails itself, and such a script is not needed.
 */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { PROXY } from '../../catalog/section-set.js';
import { ALERT_LEVELS, type EmailAlertConfig, type MailerConfig } from '../../model/config/mailers.js';

const ADDRESS = arg.resolvedAddress('ip>:<port', { port: 'required', names: true });

/** Mailers have names as servers have, and addresses of TCP. */
function readMailer({ words, report, sectionData }: DirectiveSite): void {
  const name = words.expect(arg.nonEmpty('mailername'));
  if (name === undefined) return;
  const bad = /[^A-Za-z0-9_.:-]/.exec(name);
  if (bad) report('name/characters', words.last, `character '${bad[0]}' is not permitted in mailer name '${name}'`);
  const address = words.expect(ADDRESS);
  if (address?.kind === 'tcp') {
    const known = (sectionData.get('mailers') as readonly MailerConfig[] | undefined) ?? [];
    sectionData.set('mailers', [...known, { name, host: address.host, port: address.port }]);
  } else if (address) {
    report('arg/invalid', words.last, `'mailer ${name}' : '${address.text}' is no address of TCP`);
  }
  words.rest();
}

/** Notes the words that were given: all of three are needed. */
function alertWord(
  word: string,
  brief: string,
  parse: (site: DirectiveSite, alert: EmailAlertConfig) => void,
): DirectiveEntry {
  const name = `email-alert ${word}`;
  return define.directive({
    ...{ since: '1.6', support: 'full', sections: PROXY, name, brief, doc: `4.2#${name}`, usage: `${name} <${word}>` },
    parse(site) {
      const { proxy } = site;
      if (proxy) {
        parse(site, proxy.config.emailAlert);
        const given = (proxy.extra.get('email-alert') as readonly string[] | undefined) ?? [];
        proxy.extra.set('email-alert', [...given, word]);
      }
      site.words.rest();
    },
  });
}

const NAME = arg.opt(arg.any('name', 'the name of a mailers section'));

const text = (label: string) => arg.opt(arg.str(label));

export const entries: readonly Entry[] = [
  define.section({
    ...{ name: 'mailers', doc: '12.3', since: '1.6', naming: 'required', support: 'full', repeatable: false },
    ...{ brief: 'Mail servers that alerts are sent to.', moreWords: true },
  }),
  define.directive({
    ...{ name: 'mailer', doc: '12.3#mailer', since: '1.6', support: 'full', sections: ['mailers'] },
    ...{ brief: 'A mail server.', usage: 'mailer <mailername> <ip>:<port>', parse: readMailer },
  }),
  define.directive({
    ...{ name: 'timeout mail', doc: '12.3#timeout mail', since: '1.8', support: 'full', sections: ['mailers'] },
    ...{ brief: 'Time for a mail.', usage: 'timeout mail <time>' },
    parse({ words, sectionData }) {
      const timeMs = words.expect(arg.timeMs('time'));
      if (timeMs !== undefined) sectionData.set('timeout mail', timeMs);
      words.rest();
    },
  }),
  alertWord('from', 'Sender of mails about servers.', ({ words }, alert) => {
    alert.from = words.expect(text('emailaddr'));
  }),
  alertWord('to', 'Receiver of mails about servers.', ({ words }, alert) => {
    alert.to = words.expect(text('emailaddr'));
  }),
  alertWord('myhostname', 'Name to greet mail servers with.', ({ words }, alert) => {
    alert.myhostname = words.expect(text('hostname'));
  }),
  alertWord('level', 'The least urgent level that is mailed.', ({ words }, alert) => {
    const level = words.expect(arg.enumeration('level', ALERT_LEVELS));
    if (level !== undefined) alert.level = ALERT_LEVELS.indexOf(level);
  }),
  alertWord('mailers', 'Section of the mail servers.', ({ words, proxy }, alert) => {
    const name = words.expect(NAME);
    if (!name) return;
    alert.mailers = name.value;
    proxy?.extra.set('email-alert mailers', name);
  }),
];
