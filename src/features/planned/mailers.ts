/** `mailers` sections and `email-alert` (manual 4.2, 12.3). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { PROXY } from '../../catalog/section-set.js';
import { type PlannedSection, sectionRow, wordRow } from './section-word.js';

const mailers: PlannedSection = {
  ...{ name: 'mailers', doc: '12.3', since: '1.6', naming: 'required', brief: 'Places that mails go to.' },
  why: 'no mail is sent: that takes Lua',
};

const ADDRESS = arg.address('ip>:<port', { port: 'required', names: true });

/** Mailers have names as servers have, and addresses of TCP. */
function readMailer({ words, report }: DirectiveSite): void {
  const name = words.expect(arg.nonEmpty('mailername'));
  if (name === undefined) return;
  const bad = /[^A-Za-z0-9_.:-]/.exec(name);
  if (bad) report('name/characters', words.last, `character '${bad[0]}' is not permitted in mailer name '${name}'`);
  const address = words.expect(ADDRESS);
  if (address && address.kind !== 'tcp') {
    report('arg/invalid', words.last, `'mailer ${name}' : '${address.text}' is no address of TCP`);
  }
  words.rest();
}

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

const alert = { since: '1.6', support: 'ignored', why: mailers.why, sections: PROXY } as const;

/** Notes the words that were given: all of three are needed. */
function alertWord(word: string, brief: string, parse: (site: DirectiveSite) => void): DirectiveEntry {
  const name = `email-alert ${word}`;
  return define.directive({
    ...{ ...alert, name, brief, doc: `4.2#${name}`, usage: `${name} <${word}>` },
    parse(site) {
      parse(site);
      const given = (site.proxy?.extra.get('email-alert') as readonly string[] | undefined) ?? [];
      site.proxy?.extra.set('email-alert', [...given, word]);
      site.words.rest();
    },
  });
}

const NAME = arg.opt(arg.any('name', 'the name of a mailers section'));

export const mailersEntries: readonly Entry[] = [
  sectionRow(mailers, { moreWords: true }),
  wordRow(mailers, {
    ...{ name: 'mailer', brief: 'A mail server.', usage: '<mailername> <ip>:<port>', parse: readMailer },
  }),
  wordRow(mailers, {
    ...{ name: 'timeout mail', brief: 'Time for a mail.', usage: '<time>' },
    parse({ words }) {
      words.expect(arg.timeMs('time'));
      words.rest();
    },
  }),
  alertWord('from', 'Sender of mails.', ({ words }) => void words.expect(arg.opt(arg.str('emailaddr')))),
  alertWord('to', 'Receiver of mails.', ({ words }) => void words.expect(arg.opt(arg.str('emailaddr')))),
  alertWord('myhostname', 'Name to greet with.', ({ words }) => void words.expect(arg.opt(arg.str('hostname')))),
  alertWord(
    'level',
    'Highest level that is mailed.',
    ({ words }) => void words.expect(arg.enumeration('level', LEVELS)),
  ),
  alertWord('mailers', 'Section of mail servers.', (site) => {
    const name = site.words.expect(NAME);
    if (name) site.proxy?.extra.set('email-alert mailers', name);
  }),
];
