/** `redirect location|prefix|scheme` (manual 4.2 and 4.4): the words of the rule, and the answer they give. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Format } from '../../../catalog/site.js';
import type { RequestHead } from '../../../model/message.js';
import { authorityOf, pathWithQuery } from '../../../model/request-target.js';
import type { Stream } from '../../../model/stream.js';
import { Verdict } from '../../../model/verdict.js';

const KINDS = ['location', 'prefix', 'scheme'] as const;
const CODES = [301, 302, 303, 307, 308] as const;
const OPTIONS =
  "'code', 'prefix', 'location', 'scheme', 'set-cookie', 'set-cookie-fmt', 'clear-cookie', 'drop-query', 'keep-query', 'ignore-empty' or 'append-slash'";

interface Rule {
  kind: (typeof KINDS)[number] | undefined;
  target: Format | undefined;
  code: number;
  dropQuery: boolean;
  keepQuery: boolean;
  appendSlash: boolean;
  ignoreEmpty: boolean;
  cookie: Format | undefined;
}

const code = arg.enumeration(
  'code',
  CODES.map((one) => String(one)),
);

/** Lines of their own know no formats (manual 4.2 `redirect`). */
function takeText(site: ActionSite): Format | undefined {
  const text = site.words.expect(arg.any('to', 'where to redirect'))?.value;
  return text === undefined ? undefined : () => text;
}

/** Takes one word and what belongs to it; false after a report. */
function takeWord(site: ActionSite, rule: Rule): boolean {
  const word = site.words.next();
  switch (word?.value) {
    case 'location':
    case 'prefix':
    case 'scheme':
      rule.kind = word.value;
      rule.target = site.ownLine ? takeText(site) : site.format();
      return rule.target !== undefined;
    case 'code': {
      const value = site.words.expect(code);
      rule.code = Number(value ?? 302);
      return value !== undefined;
    }
    case 'set-cookie':
    case 'clear-cookie': {
      const value = site.words.expect(arg.nonEmpty('name'));
      const text = `${value}; path=/;${word.value === 'clear-cookie' ? ' Max-Age=0;' : ''}`;
      rule.cookie = () => text;
      return value !== undefined;
    }
    case 'set-cookie-fmt': {
      const format = site.format();
      rule.cookie = format && ((stream) => `${format(stream)}; path=/;`);
      return format !== undefined;
    }
    case 'drop-query':
      rule.dropQuery = true;
      return true;
    case 'keep-query':
      rule.keepQuery = true;
      return true;
    case 'append-slash':
      rule.appendSlash = true;
      return true;
    case 'ignore-empty':
      rule.ignoreEmpty = true;
      return true;
    default:
      site.report('arg/unexpected', word?.range ?? site.keyword, `expects ${OPTIONS}, found '${word?.value ?? ''}'`);
      return false;
  }
}

/** Path and query of the request as a redirect repeats them. */
function requestPath(stream: Stream, rule: Rule): string {
  let path = pathWithQuery(stream.request?.uri ?? '/') ?? '/';
  if (rule.dropQuery) {
    const query = path.indexOf('?');
    if (query >= 0) path = path.slice(0, query);
  }
  return rule.appendSlash && !path.endsWith('/') ? `${path}/` : path;
}

/** The query of the request, attached to a location. */
function withQuery(stream: Stream, location: string): string {
  const target = stream.request?.uri ?? '';
  const at = target.indexOf('?');
  if (at < 0 || at === target.length - 1) return location;
  return `${location}${location.includes('?') ? '&' : '?'}${target.slice(at + 1)}`;
}

function compileLocation(rule: Rule, target: Format): Format {
  switch (rule.kind) {
    case 'prefix':
      return (stream) => {
        const prefix = target(stream);
        return (prefix === '/' ? '' : prefix) + requestPath(stream, rule);
      };
    case 'scheme':
      return (stream) => {
        const request = stream.request;
        const host = request?.fields.first('host') ?? authorityOf(request?.uri ?? '*') ?? '';
        return `${target(stream)}://${host}${requestPath(stream, rule)}`;
      };
    default:
      return rule.keepQuery ? (stream) => withQuery(stream, target(stream)) : target;
  }
}

/** Statuses that caches keep unless told otherwise get no `cache-control`. */
function isCacheable(status: number): boolean {
  return status === 301 || status === 308;
}

/** Requests with a body are not waited for: the connection ends behind the answer (haproxy 2.6). */
function hasBody(request: RequestHead | undefined): boolean {
  if (request === undefined) return false;
  return request.bodyKind === 'chunked' || (request.bodyKind === 'length' && request.contentLength > 0);
}

function compileAnswer(rule: Rule, target: Format, ignoreEmpty: boolean): Action {
  const { code: status, cookie } = rule;
  const location = compileLocation(rule, target);
  const cacheable = isCacheable(status);
  return (stream) => {
    if (ignoreEmpty && target(stream) === '') return Verdict.Continue;
    const fields: [string, string][] = [
      ['content-length', '0'],
      ['location', location(stream)],
    ];
    if (!cacheable) fields.push(['cache-control', 'no-cache']);
    if (cookie !== undefined) fields.push(['set-cookie', cookie(stream)]);
    stream.reply = { status, fields, body: '', cause: 'redirect', close: hasBody(stream.request) };
    return Verdict.Reply;
  };
}

function compile(site: ActionSite): Action | undefined {
  const rule: Rule = {
    kind: undefined,
    target: undefined,
    code: 302,
    dropQuery: false,
    keepQuery: false,
    appendSlash: false,
    ignoreEmpty: false,
    cookie: undefined,
  };
  while (!site.words.done) if (!takeWord(site, rule)) return undefined;
  if (!rule.target) {
    site.report('arg/missing', site.keyword, 'redirects to nowhere: expects location, prefix or scheme with a value');
    return undefined;
  }
  if (rule.kind !== 'location' && site.ruleset === 'http-response') {
    site.report('arg/invalid', site.keyword, `only redirects of type 'location' are possible in responses`);
    return undefined;
  }
  return compileAnswer(rule, rule.target, rule.ignoreEmpty && !site.ownLine);
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'redirect',
    doc: '4.4#redirect',
    brief: 'Answers with a redirection.',
    since: '1.5',
    support: 'full',
    rulesets: ['http-request', 'http-response'],
    final: true,
    usage:
      'redirect { location <fmt> | prefix <fmt> | scheme <fmt> } [code <code>] [drop-query] [keep-query] [append-slash] [ignore-empty] [set-cookie <name>[=<value>]] [clear-cookie <name>[=]]',
    compile,
  }),
];
