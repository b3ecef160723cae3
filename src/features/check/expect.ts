/** `tcp-check expect`, `http-check expect` (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { ArgText } from '../../catalog/text.js';
import type { ByteMatch, ExpectStep, FieldPattern, HttpMatch } from '../../model/config/health-check.js';
import { compileRegex } from '../../model/regex/compile-regex.js';
import { mayFollow, rulesOf } from './check-config.js';
import { reportUnexpected } from './connect.js';

const BYTE_MATCHES: readonly ByteMatch[] = ['string', 'rstring', 'binary', 'rbinary', 'string-lf', 'binary-lf'];
const HTTP_MATCHES: readonly HttpMatch[] = ['status', 'rstatus', 'hdr', 'fhdr', 'string', 'rstring', 'string-lf'];

const OPTIONS = [
  ...['min-recv', 'comment', 'ok-status', 'error-status', 'tout-status', 'on-success', 'on-error', 'status-code'],
];

const FORMAT = arg.any('fmt', 'a log-format string');

type Draft = { -readonly [K in keyof ExpectStep]: ExpectStep[K] };

/** Reads the argument of an option; false after a report. */
function readOption(site: DirectiveSite, option: string, step: Draft): boolean {
  const { words } = site;
  switch (option) {
    case 'min-recv': {
      const size = words.expect(arg.sint('int', { min: -1, max: 2147483647 }));
      step.minRecv = size ?? -1;
      return size !== undefined;
    }
    case 'comment':
      step.comment = words.expect(arg.str('msg'));
      return step.comment !== undefined;
    case 'ok-status':
      step.okStatus = words.expect(arg.enumeration('st', ['L4OK', 'L6OK', 'L7OK', 'L7OKC']));
      return step.okStatus !== undefined;
    case 'error-status':
      step.errorStatus = words.expect(arg.enumeration('st', ['L7OKC', 'L7RSP', 'L7STS', 'L6RSP', 'L4CON']));
      return step.errorStatus !== undefined;
    case 'tout-status':
      step.timeoutStatus = words.expect(arg.enumeration('st', ['L7TOUT', 'L6TOUT', 'L4TOUT']));
      return step.timeoutStatus !== undefined;
    case 'on-success':
      step.onSuccess = words.expect(FORMAT);
      return step.onSuccess !== undefined;
    case 'on-error':
      step.onError = words.expect(FORMAT);
      return step.onError !== undefined;
    default:
      step.statusCode = words.expect(arg.any('expr', 'a sample expression'));
      return step.statusCode !== undefined;
  }
}

/** Reads options as long as there are some; false after a report. */
function readOptions(site: DirectiveSite, step: Draft): boolean {
  for (let word = site.words.peek(); word && OPTIONS.includes(word.value); word = site.words.peek()) {
    site.words.next();
    if (!readOption(site, word.value, step)) return false;
  }
  return true;
}

function invalid(site: DirectiveSite, text: ArgText, why: string): false {
  const kind = site.rawWords[0]?.value ?? '';
  site.report('arg/invalid', text.range, `'${kind} expect' : '${text.value}' ${why}`);
  return false;
}

/** Codes and ranges of them, whose ends are in order. */
function isStatusList(text: string): boolean {
  return text.split(',').every((part) => {
    const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    return low !== undefined && Number(high ?? low) >= Number(low);
  });
}

/** `name [-m <meth>] <name>` behind its word; undefined after a report. */
function readField(site: DirectiveSite, isFormat: boolean): FieldPattern | undefined {
  let method: FieldPattern['method'] = 'str';
  if (site.words.take('-m')) {
    const given = site.words.expect(arg.enumeration('meth', ['str', 'beg', 'end', 'sub', 'reg']));
    if (given === undefined) return undefined;
    method = given;
  }
  const text = site.words.expect(FORMAT);
  if (!text) return undefined;
  if (method !== 'reg') return { text, method, isFormat };
  if (isFormat) return invalid(site, text, "is a format, which '-m reg' does not take") || undefined;
  return checkRegex(site, text) ? { text, method, isFormat } : undefined;
}

function checkRegex(site: DirectiveSite, text: ArgText): boolean {
  const regex = compileRegex(text.value);
  return regex.problem === undefined || invalid(site, text, `is not a regular expression: ${regex.problem}`);
}

/** `name <name> [value <value>]`; false after a report. */
function readFields(site: DirectiveSite, step: Draft): boolean {
  const first = site.words.next();
  if (first?.value !== 'name' && first?.value !== 'name-lf') {
    site.report('arg/missing', first?.range ?? site.words.last, `'http-check expect ${step.match}' expects 'name'`);
    site.words.rest();
    return false;
  }
  step.name = readField(site, first.value === 'name-lf');
  if (!step.name) return false;
  const second = site.words.peek()?.value;
  if (second !== 'value' && second !== 'value-lf') return true;
  site.words.next();
  step.value = readField(site, second === 'value-lf');
  return step.value !== undefined;
}

function readPattern(site: DirectiveSite, step: Draft): boolean {
  const pattern = site.words.expect(FORMAT);
  if (!pattern) return false;
  step.pattern = pattern;
  switch (step.match) {
    case 'status':
      return isStatusList(pattern.value) || invalid(site, pattern, 'is not a list of status codes');
    case 'binary':
      return /^(?:[0-9a-f]{2})+$/i.test(pattern.value) || invalid(site, pattern, 'is not pairs of hexadecimal digits');
    case 'rstring':
    case 'rbinary':
    case 'rstatus':
      return checkRegex(site, pattern);
    default:
      return true;
  }
}

/** Reads the match, with what may stand in front of it; undefined after a report. */
function readMatch(site: DirectiveSite, step: Draft): boolean {
  const matches: readonly string[] = step.http ? HTTP_MATCHES : BYTE_MATCHES;
  for (;;) {
    if (!readOptions(site, step)) return false;
    const word = site.words.next();
    if (!word) {
      const line = `${site.rawWords[0]?.value ?? ''} expect`;
      site.report('arg/missing', site.words.last, `'${line}' expects one of ${matches.join(', ')}`);
      return false;
    }
    // `!status` is the same as `! status`.
    const negated = word.value.startsWith('!');
    const name = negated ? word.value.slice(1) : word.value;
    if (negated) step.negate = !step.negate;
    if (name === '') continue;
    if (!matches.includes(name)) {
      reportUnexpected(site, word, [...OPTIONS, ...matches]);
      return false;
    }
    step.match = name as ExpectStep['match'];
    return step.match === 'hdr' || step.match === 'fhdr' ? readFields(site, step) : readPattern(site, step);
  }
}

/** Reads an `expect` rule and appends it. */
export function readExpect(site: DirectiveSite, http: boolean): void {
  const rules = rulesOf(site, http);
  const step: Draft = {
    ...{ kind: 'expect', index: rules.length, comment: undefined, http, match: 'string', negate: false },
    ...{ pattern: undefined, name: undefined, value: undefined, minRecv: -1 },
    ...{ okStatus: undefined, errorStatus: undefined, timeoutStatus: undefined },
    ...{ onSuccess: undefined, onError: undefined, statusCode: undefined },
  };
  if (!readMatch(site, step) || !readOptions(site, step)) return;
  if (http && !mayFollow(site, rules, 'expect')) {
    site.report('arg/invalid', site.keyword, "'http-check expect' : there is no 'http-check send' in front of it");
    return;
  }
  rules.push(step);
}
