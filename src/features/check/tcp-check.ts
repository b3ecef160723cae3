/** `tcp-check` lines: the steps of a dialogue (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import { noteRule, rulesOf } from './check-config.js';
import { readConnect, reportUnexpected } from './connect.js';
import { readExpect } from './expect.js';
import { HEALTHCHECK } from './healthcheck.js';
import { readComment, readVariable } from './variable.js';

/** Backends, and checks under a name. */
const RULES = [...BACK, HEALTHCHECK] as const;

function readSend(site: DirectiveSite, isFormat: boolean, isHex: boolean): void {
  const data = site.words.expect(arg.any('data', 'what to send'));
  if (!data) return;
  if (isHex && !isFormat && !/^(?:[0-9a-f]{2})+$/i.test(data.value)) {
    const why = 'is not made of pairs of hexadecimal digits';
    site.report('arg/invalid', data.range, `'tcp-check send-binary' : '${data.value}' ${why}`);
    return;
  }
  let comment: string | undefined;
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (word.value !== 'comment') {
      reportUnexpected(site, word, ['comment']);
      return;
    }
    comment = site.words.expect(arg.str('msg'));
    if (comment === undefined) return;
  }
  const rules = rulesOf(site, false);
  rules.push({ kind: 'send', index: rules.length, comment, data, isFormat, isHex });
}

interface Row {
  readonly word: string;
  readonly brief: string;
  readonly usage: string;
  readonly read: (site: DirectiveSite) => void;
}

const OPTIONS = '[min-recv <int>] [comment <msg>] [ok-status <st>] [error-status <st>] [tout-status <st>]';

const ROWS: readonly Row[] = [
  { word: 'comment', brief: 'Names the steps behind it.', usage: '<string>', read: (site) => readComment(site, false) },
  {
    word: 'connect',
    brief: 'Opens a connection.',
    usage: '[default] [port <expr>] [addr <ip>] [send-proxy] [ssl] [sni <sni>] [alpn <alpn>] [linger] ...',
    read: (site) => readConnect(site, false),
  },
  {
    word: 'expect',
    brief: 'Which bytes are good.',
    usage: `${OPTIONS} [on-success <fmt>] [on-error <fmt>] [status-code <expr>] [!] <match> <pattern>`,
    read: (site) => readExpect(site, false),
  },
  {
    word: 'send',
    brief: 'Sends text.',
    usage: '<data> [comment <msg>]',
    read: (site) => readSend(site, false, false),
  },
  {
    word: 'send-lf',
    brief: 'Sends the text of a format.',
    usage: '<fmt> [comment <msg>]',
    read: (site) => readSend(site, true, false),
  },
  {
    word: 'send-binary',
    brief: 'Sends bytes written in hexadecimal.',
    usage: '<hexstring> [comment <msg>]',
    read: (site) => readSend(site, false, true),
  },
  {
    word: 'send-binary-lf',
    brief: 'Sends bytes that a format gives in hexadecimal.',
    usage: '<hexfmt> [comment <msg>]',
    read: (site) => readSend(site, true, true),
  },
  {
    word: 'set-var',
    brief: 'Sets a variable.',
    usage: '(<var-name>) <expr>',
    read: (site) => readVariable(site, 'set-var', false),
  },
  {
    word: 'set-var-fmt',
    brief: 'Sets a variable to the text of a format.',
    usage: '(<var-name>) <fmt>',
    read: (site) => readVariable(site, 'set-var-fmt', false),
  },
  {
    word: 'unset-var',
    brief: 'Forgets a variable.',
    usage: '(<var-name>)',
    read: (site) => readVariable(site, 'unset-var', false),
  },
];

/** Rows of the steps. */
export const tcpCheckEntries: readonly Entry[] = ROWS.map(({ word, brief, usage, read }) =>
  define.directive({
    ...{ name: `tcp-check ${word}`, doc: `4.2#tcp-check ${word}`, brief, since: '1.5', support: 'full' },
    ...{ sections: RULES, ignoredIn: NOT_BACK, usage: `tcp-check ${word}${usage.startsWith('(') ? '' : ' '}${usage}` },
    parse(site) {
      noteRule(site, 'tcp-check');
      read(site);
    },
  }),
);
