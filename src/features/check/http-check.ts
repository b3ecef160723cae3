/** `http-check` lines: what checks say and expect (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import { checksOf, noteRule } from './check-config.js';
import { readConnect, readVariable } from './tcp-check.js';

type Rest = Partial<Pick<DirectiveEntry, 'since' | 'support' | 'why'>>;

function row(word: string, brief: string, usage: string, parse: (site: DirectiveSite) => void, rest: Rest = {}): Entry {
  const name = `http-check ${word}`;
  return define.directive({
    ...{ name, brief, doc: `4.2#${name}`, since: '1.4', support: 'full', sections: BACK, ignoredIn: NOT_BACK, ...rest },
    ...{ usage: `${name} ${usage}`.trimEnd() },
    parse(site) {
      noteRule(site, 'http-check');
      parse(site);
    },
  });
}

function later(site: DirectiveSite, what: string): void {
  site.report(
    'keyword/not-executed',
    site.keyword,
    `${what} is accepted but has no effect: only one exchange is executed`,
  );
}

const FORMAT = arg.any('fmt', 'a log-format string');

function parseSend(site: DirectiveSite): void {
  const { words } = site;
  const check = checksOf(site);
  for (let word = words.next(); word; word = words.next()) {
    switch (word.value) {
      case 'meth':
        check.method = words.expect(arg.nonEmpty('method')) ?? check.method;
        break;
      case 'uri':
      case 'uri-lf':
        check.uri = words.expect(arg.nonEmpty('uri')) ?? check.uri;
        break;
      case 'ver':
        check.version = words.expect(arg.nonEmpty('version'))?.toUpperCase() ?? check.version;
        break;
      case 'hdr': {
        const field = words.expectAll([arg.fieldName('name'), FORMAT]);
        if (!field) return;
        check.fields = [...check.fields, { name: field[0], value: field[1].value }];
        break;
      }
      case 'body':
      case 'body-lf':
        check.body = words.expect(arg.str('body')) ?? check.body;
        break;
      case 'comment':
        words.expect(arg.str('msg'));
        break;
      default:
        site.report(
          'arg/unexpected',
          word.range,
          `'http-check send' takes 'meth', 'uri', 'uri-lf', 'ver', 'hdr', 'body', 'body-lf' and 'comment', not '${word.value}'`,
        );
        words.rest();
    }
  }
}

const MATCHES = ['status', 'rstatus', 'string', 'rstring', 'hdr', 'fhdr'] as const;
const WITH_VALUE = [
  'min-recv',
  'comment',
  'ok-status',
  'error-status',
  'tout-status',
  'on-success',
  'on-error',
  'status-code',
];

/** Words in front of the match; true if `!` stands there. */
function readFront(site: DirectiveSite): boolean {
  let negate = false;
  for (let word = site.words.peek(); word; word = site.words.peek()) {
    if (word.value === '!') negate = !negate;
    else if (WITH_VALUE.includes(word.value)) site.words.next();
    else return negate;
    site.words.next();
  }
  return negate;
}

function isStatusList(text: string): boolean {
  return /^\d{3}(?:-\d{3})?(?:,\d{3}(?:-\d{3})?)*$/.test(text);
}

/** `name <name> [value <value>]` with their flags, as `name:value`. */
function readHeaderPattern(site: DirectiveSite): string | undefined {
  const parts: Record<'name' | 'value', string> = { name: '', value: '' };
  for (let word = site.words.next(); word; word = site.words.next()) {
    const part = word.value === 'name' || word.value === 'name-lf' ? 'name' : 'value';
    if (site.words.take('-m')) {
      site.words.next();
      later(site, "'-m' of 'http-check expect hdr'");
    }
    parts[part] = site.words.expect(arg.nonEmpty(part)) ?? '';
  }
  return parts.name === '' ? undefined : `${parts.name}:${parts.value}`;
}

function parseExpect(site: DirectiveSite): void {
  let negate = readFront(site);
  const text = site.words.next();
  // `!status` is the same as `! status`.
  const bare = text?.value.startsWith('!') ? text.value.slice(1) : text?.value;
  if (text && bare !== text.value) negate = !negate;
  const match = MATCHES.find((name) => name === bare);
  if (!text || !match) {
    site.report('arg/invalid', text?.range ?? site.keyword, `'http-check expect' expects one of ${MATCHES.join(', ')}`);
    site.words.rest();
    return;
  }
  const isHeader = match === 'hdr' || match === 'fhdr';
  const pattern = isHeader ? readHeaderPattern(site) : site.words.expect(arg.str('pattern'));
  if (pattern === undefined) return;
  if (match === 'status' && !isStatusList(pattern)) {
    site.report(
      'arg/invalid',
      site.words.last,
      `'http-check expect status' : '${pattern}' is not a list of status codes`,
    );
    return;
  }
  const check = checksOf(site);
  if (check.expect) later(site, "the first of two 'http-check expect'");
  check.expect = { negate, match, pattern };
}

export const httpCheckEntries: readonly Entry[] = [
  row(
    'send',
    'What checks send.',
    '[meth <method>] [uri <uri>] [ver <version>] [hdr <name> <fmt>]* [body <string>]',
    parseSend,
    {
      since: '2.2',
    },
  ),
  row('expect', 'Which answers are good.', '[!] <match> <pattern>', parseExpect, {
    support: 'partial',
    why: 'one per backend',
  }),
  row('disable-on-404', 'A 404 takes a server out of balancing.', '', (site) => {
    checksOf(site).disableOn404 = true;
  }),
  row(
    'send-state',
    'Tells servers their state.',
    '',
    (site) => {
      checksOf(site).sendState = true;
    },
    { support: 'ignored', why: 'servers are not told their state yet' },
  ),
  row('comment', 'A comment for logs.', '<string>', (site) => {
    site.words.expect(arg.str('string'));
  }),
  row(
    'connect',
    'Opens a connection for checks.',
    '[default] [port <expr>] [addr <ip>] [send-proxy] [ssl] [sni <sni>] ...',
    readConnect,
    { since: '2.2', support: 'ignored', why: 'checks use the connection settings of the server' },
  ),
  ...['set-var', 'set-var-fmt', 'unset-var'].map((name) =>
    row(
      name,
      'Variables of checks.',
      '...',
      readVariable,
      { since: '2.2', support: 'ignored', why: 'checks have no variables yet' },
    ),
  ),
];
