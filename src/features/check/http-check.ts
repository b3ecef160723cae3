/** `http-check` lines: what checks say and expect (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import type { HttpSendStep } from '../../model/config/health-check.js';
import { checksOf, mayFollow, noteRule, rulesOf } from './check-config.js';
import { readConnect, reportUnexpected } from './connect.js';
import { readExpect } from './expect.js';
import { HEALTHCHECK } from './healthcheck.js';
import { readComment, readVariable } from './variable.js';

/** Backends, and checks under a name. */
const RULES = [...BACK, HEALTHCHECK] as const;

/** Words that are no rules. */
const SETTINGS = ['disable-on-404', 'send-state'];

type Rest = Partial<Pick<DirectiveEntry, 'since' | 'support' | 'why'>>;

function row(word: string, brief: string, usage: string, parse: (site: DirectiveSite) => void, rest: Rest = {}): Entry {
  const name = `http-check ${word}`;
  return define.directive({
    ...{
      name,
      brief,
      doc: `4.2#${name}`,
      since: '1.4',
      support: 'full',
      sections: RULES,
      ignoredIn: NOT_BACK,
      ...rest,
    },
    ...{ usage: `${name}${usage.startsWith('(') ? '' : ' '}${usage}`.trimEnd() },
    parse(site) {
      if (!SETTINGS.includes(word)) noteRule(site, 'http-check');
      parse(site);
    },
  });
}

const FORMAT = arg.any('fmt', 'a log-format string');
const WORDS = ['meth', 'uri', 'uri-lf', 'ver', 'hdr', 'body', 'body-lf', 'comment'];

/** A request of which nothing was said yet. */
export function emptyRequest(index: number): HttpSendStep {
  return {
    ...{ kind: 'http-send', index, comment: undefined, method: undefined, uri: undefined, uriIsFormat: false },
    ...{ version: undefined, fields: [], body: undefined, bodyIsFormat: false },
  };
}

/** Reads a word with its arguments; false after a report. */
function readSendWord(site: DirectiveSite, word: string, step: HttpSendStep): boolean {
  const { words } = site;
  switch (word) {
    case 'meth':
      step.method = words.expect(arg.nonEmpty('method'));
      return step.method !== undefined;
    case 'uri':
    case 'uri-lf':
      step.uri = words.expect(FORMAT);
      step.uriIsFormat = word === 'uri-lf';
      return step.uri !== undefined;
    case 'ver':
      step.version = words.expect(arg.nonEmpty('version'))?.toUpperCase();
      return step.version !== undefined;
    case 'hdr': {
      const field = words.expectAll([arg.fieldName('name'), FORMAT]);
      // Framing is ours.
      if (field && !/^(?:content-length|transfer-encoding)$/i.test(field[0])) {
        step.fields.push({ name: field[0], value: field[1] });
      }
      return field !== undefined;
    }
    case 'body':
    case 'body-lf':
      step.body = words.expect(FORMAT);
      step.bodyIsFormat = word === 'body-lf';
      return step.body !== undefined;
    default:
      step.comment = words.expect(arg.str('msg'));
      return step.comment !== undefined;
  }
}

function parseSend(site: DirectiveSite): void {
  const rules = rulesOf(site, true);
  const step = emptyRequest(rules.length);
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (!WORDS.includes(word.value)) {
      reportUnexpected(site, word, WORDS);
      return;
    }
    if (!readSendWord(site, word.value, step)) return;
  }
  if (!mayFollow(site, rules, 'http-send')) {
    site.report('arg/invalid', site.keyword, "'http-check send' : there is no 'http-check connect' in front of it");
    return;
  }
  rules.push(step);
}

const SEND_USAGE =
  '[meth <method>] [{ uri <uri> | uri-lf <fmt> }] [ver <version>] [hdr <name> <fmt>]* ' +
  '[{ body <string> | body-lf <fmt> }] [comment <msg>]';

const EXPECT_USAGE =
  '[min-recv <int>] [comment <msg>] [ok-status <st>] [error-status <st>] [tout-status <st>] [on-success <fmt>] ' +
  '[on-error <fmt>] [status-code <expr>] [!] <match> <pattern>';

const CONNECT_USAGE =
  '[default] [port <expr>] [addr <ip>] [send-proxy] [ssl] [sni <sni>] [alpn <alpn>] [linger] [comment <msg>]';

const NEW: Rest = { since: '2.2' };

export const httpCheckEntries: readonly Entry[] = [
  row('send', 'What checks send.', SEND_USAGE, parseSend, NEW),
  row('expect', 'Which answers are good.', EXPECT_USAGE, (site) => readExpect(site, true)),
  row('disable-on-404', 'A 404 takes a server out of balancing.', '', (site) => {
    checksOf(site).disableOn404 = true;
  }),
  row('send-state', 'Tells servers their state.', '', (site) => {
    checksOf(site).sendState = true;
  }),
  row('comment', 'Names the steps behind it.', '<string>', (site) => readComment(site, true)),
  row('connect', 'Opens a connection for checks.', CONNECT_USAGE, (site) => readConnect(site, true), NEW),
  row('set-var', 'Sets a variable.', '(<var-name>) <expr>', (site) => readVariable(site, 'set-var', true), NEW),
  row('set-var-fmt', 'Sets a variable.', '(<var-name>) <fmt>', (site) => readVariable(site, 'set-var-fmt', true), NEW),
  row('unset-var', 'Forgets a variable.', '(<var-name>)', (site) => readVariable(site, 'unset-var', true), NEW),
];
