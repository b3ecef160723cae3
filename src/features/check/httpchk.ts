/** `option httpchk`: the request that checks send (manual 4.2). */
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import type { HttpSendStep } from '../../model/config/health-check.js';
import { checksOf, replaceRules, rulesOf } from './check-config.js';
import { emptyRequest } from './http-check.js';

/** Quotes a word where it must be. */
function spell(word: string): string {
  return /[\s"'#\\]/.test(word) ? `'${word}'` : word;
}

/** The lines that replace headers hidden behind the version: `GET /x HTTP/1.1\r\nHost:\ host`. */
export function modernLines(words: readonly string[], version: string): readonly string[] {
  const [head = '', ...rest] = version.split(/\r\n|\n/);
  const blank = rest.indexOf('');
  const fields = blank < 0 ? rest : rest.slice(0, blank);
  const body = blank < 0 ? '' : rest.slice(blank + 1).join('\r\n');
  const hdrs = fields.map((line) => {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    return `hdr ${name.trim()} ${spell(colon < 0 ? "''" : line.slice(colon + 1).trim())}`;
  });
  const parts = body === '' ? hdrs : [...hdrs, `body ${spell(body)}`];
  return [`option httpchk ${[...words, head].join(' ')}`, `http-check send ${parts.join(' ')}`];
}

/** Reads the version and what old files hide behind it; false after a report. */
function readVersion(site: DirectiveSite, request: HttpSendStep): boolean {
  const text = site.words.next();
  if (!text) return true;
  if (/[\r\n]/.test(text.value)) {
    const lines = modernLines([request.method ?? '', request.uri?.value ?? ''], text.value);
    const message = "'option httpchk' : headers behind the version are not supported any more; use: ";
    site.report('keyword/removed', text.range, message + lines.join(' / '));
    return false;
  }
  request.version = text.value.toUpperCase();
  if (!/^HTTP\/\d\.\d$/.test(request.version)) {
    site.report('arg/invalid', text.range, `'option httpchk' : '${text.value}' is not an HTTP version`);
  }
  return true;
}

function parse(site: DirectiveSite): void {
  const { words } = site;
  const check = checksOf(site);
  check.kind = 'http';
  replaceRules(site);
  // Rules of the defaults go with the option there; own rules that stand above are completed by the option.
  const above = rulesOf(site, true);
  check.requestRank = above.some(({ kind }) => kind === 'http-send') ? 'above' : 'below';
  const request = emptyRequest(-1);
  check.request = request;
  const [first, second] = [words.next(), words.next()];
  if (first && !second) request.uri = first;
  if (!first || !second) return;
  request.method = first.value;
  request.uri = second;
  if (!readVersion(site, request)) return;
  const host = words.next();
  if (host) request.fields.push({ name: 'host', value: host });
}

export const httpchkEntries: readonly Entry[] = [
  define.option({
    ...{ name: 'httpchk', doc: '4.2#option httpchk', brief: 'Checks servers with an HTTP request.', since: '1.1' },
    ...{ support: 'full', sections: BACK, ignoredIn: NOT_BACK, negatable: false, parse },
    usage: 'option httpchk [[<method>] <uri> [<version> [<host>]]]',
  }),
];
