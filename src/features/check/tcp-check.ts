/** `tcp-check` lines: the steps of a dialogue (manual 4.2). They are read in full and not executed yet. */
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import type { ArgText } from '../../catalog/text.js';
import { noteRule } from './check-config.js';

const WHY = 'only the connection is checked';

/** Words with the kinds of their arguments. */
type Grammar = Readonly<Record<string, readonly ArgKind<unknown>[]>>;

const COMMENT: Grammar = { comment: [arg.str('msg')] };

const FORMAT = arg.any('fmt', 'a log-format string');

const CONNECT: Grammar = {
  ...COMMENT,
  default: [],
  port: [arg.any('port', 'a port or a sample expression')],
  addr: [arg.address('ip', { port: 'optional', names: true, stream: true })],
  'send-proxy': [],
  'via-socks4': [],
  linger: [],
  ssl: [],
  sni: [arg.nonEmpty('sni')],
  alpn: [arg.list('alpn')],
};

const PROTOCOLS = ['h1', 'h2', 'fcgi', 'none', 'spop'];

const EXPECT: Grammar = {
  ...COMMENT,
  'min-recv': [arg.sint('int', { min: -1 })],
  'ok-status': [arg.enumeration('st', ['L4OK', 'L6OK', 'L7OK', 'L7OKC'])],
  'error-status': [arg.enumeration('st', ['L7OKC', 'L7RSP', 'L7STS', 'L6RSP', 'L4CON'])],
  'tout-status': [arg.enumeration('st', ['L7TOUT', 'L6TOUT', 'L4TOUT'])],
  'on-success': [FORMAT],
  'on-error': [FORMAT],
  'status-code': [arg.any('expr', 'a sample expression')],
};

/** Reads words by a grammar until one is none of them, which is left. */
function readWords(site: DirectiveSite, grammar: Grammar): boolean {
  for (let word = site.words.peek(); word && Object.hasOwn(grammar, word.value); word = site.words.peek()) {
    site.words.next();
    if (!site.words.expectAll(grammar[word.value] ?? [])) return false;
  }
  return true;
}

function unexpected(site: DirectiveSite, word: ArgText, expected: readonly string[]): void {
  const names = expected.map((name) => `'${name}'`).join(', ');
  site.report('arg/unexpected', word.range, `'${site.rawWords[0]?.value ?? ''}' expects one of ${names} and not '${word.value}'`);
  site.words.rest();
}

/** `connect [default] [port <expr>] [addr <ip>] [proto <name>] ...` of both kinds of checks. */
export function readConnect(site: DirectiveSite): void {
  for (;;) {
    if (!readWords(site, CONNECT)) return;
    const word = site.words.next();
    if (!word) return;
    if (word.value !== 'proto') {
      unexpected(site, word, [...Object.keys(CONNECT), 'proto']);
      return;
    }
    const name = site.words.expect(arg.nonEmpty('name'));
    if (name === undefined || PROTOCOLS.includes(name)) continue;
    site.report('arg/invalid', site.words.last, `'proto' : unknown protocol '${name}'`);
  }
}

const MATCHES = ['string', 'rstring', 'binary', 'rbinary', 'string-lf', 'binary-lf'];

function readExpect(site: DirectiveSite): void {
  for (;;) {
    if (!readWords(site, EXPECT)) return;
    const word = site.words.next();
    if (!word) {
      site.report('arg/missing', site.words.last, `'tcp-check expect' expects one of ${MATCHES.join(', ')}`);
      return;
    }
    if (word.value === '!') continue;
    const name = word.value.replace(/^!/, '');
    if (!MATCHES.includes(name)) {
      unexpected(site, word, MATCHES);
      return;
    }
    const regex = name === 'rstring' || name === 'rbinary';
    if (regex ? site.words.expect(arg.regex('regex')) === undefined : !site.words.expect(FORMAT)) return;
    readWords(site, EXPECT);
    return;
  }
}

function readSend(site: DirectiveSite): void {
  if (site.words.expect(FORMAT)) readWords(site, COMMENT);
}

function readBinary(site: DirectiveSite): void {
  const text = site.words.expect(FORMAT);
  if (text && !/^(?:[0-9a-f]{2})+$/i.test(text.value)) {
    site.report('arg/invalid', text.range, `'tcp-check send-binary' : '${text.value}' is not made of pairs of hexadecimal digits`);
  }
  readWords(site, COMMENT);
}

/** `set-var(name) <expr>`: the name stands in the keyword. */
export function readVariable(site: DirectiveSite): void {
  const keyword = site.rawWords[1]?.value ?? '';
  const name = /\((.*)\)$/.exec(keyword)?.[1] ?? '';
  if (!/^(?:proc|sess|txn|req|res|check)\.[A-Za-z0-9_.]+$/.test(name.replace(/,.*$/, ''))) {
    site.report('arg/invalid', site.keyword, `'${keyword}' names no variable, such as check.name`);
  }
  if (!keyword.startsWith('unset-var')) site.words.expect(arg.any('expr', 'an expression'));
}

const STEPS: Readonly<Record<string, (site: DirectiveSite) => void>> = {
  comment: (site) => site.words.expect(arg.str('string')),
  connect: readConnect,
  expect: readExpect,
  send: readSend,
  'send-lf': readSend,
  'send-binary': readBinary,
  'send-binary-lf': readSend,
  'set-var': readVariable,
  'set-var-fmt': readVariable,
  'unset-var': readVariable,
};

/** Rows of the steps. */
export const tcpCheckEntries: readonly Entry[] = Object.entries(STEPS).map(([word, read]) =>
  define.directive({
    ...{ name: `tcp-check ${word}`, doc: `4.2#tcp-check ${word}`, brief: 'A step of the dialogue.', since: '1.5' },
    ...{ support: 'ignored', why: WHY, sections: BACK, ignoredIn: NOT_BACK, usage: `tcp-check ${word} ...` },
    parse(site) {
      noteRule(site, 'tcp-check');
      read(site);
    },
  }),
);
