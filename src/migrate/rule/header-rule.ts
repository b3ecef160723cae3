/**
 * Rules on header lines and request lines by regular expression (`reqadd`, `reqirep`, `rspidel`, ...), removed in 2.1 ->
 * rules of `http-request` and `http-response`. The old ones saw whole lines, `Name: value` and `GET /path HTTP/1.1`, and
 * replaced them as a whole; what a pattern is about has to be proven before it becomes a rule on a field or on the path.
 */
import { conjoin } from '../condition.js';
import type { OldWord } from '../old-file.js';
import {
  alternativesOf,
  type HeaderPattern,
  parseHeaderPattern,
  parseLooseHeaderPattern,
  parseNamePattern,
} from '../pattern/header-pattern.js';
import { captureCount, ignoringCase, tokenizeRegex } from '../pattern/regex-tokens.js';
import { parseRequestPattern, type RequestPattern, targetTemplate } from '../pattern/request-pattern.js';
import { parseTemplate, renderTemplate, usesOnlyGroupsFrom, valueTemplate } from '../pattern/template.js';
import { type MigrationRule, type Outcome, PROXIES, type RuleSite, rawText, spell, statementOf } from '../rule.js';

type Side = 'req' | 'rsp';

/** Fields that messages often carry more than once: a rule on one of them cannot stand for all. */
const REPEATED = /^(?:set-cookie|via|warning|link|www-authenticate|x-forwarded-for|forwarded|cache-control|vary)$/i;

const rulesetOf = (side: Side) =>
  (side === 'req' ? 'http-request' : 'http-response') as 'http-request' | 'http-response';

function person(text: string): Outcome {
  return { person: text };
}

const UNPROVEN = 'it cannot be told from the pattern which field, or that only the request line, it is about';

/** `Name:\ value`; of a word with variables only where it is one quoted string. */
function fieldOf(word: OldWord): { readonly name: string; readonly value: string } | undefined {
  if (word.isOpaque) {
    const parts = /^"([\w-]+):(?:\\? )*([^"]*)"$/.exec(word.raw);
    return parts ? { name: parts[1]!, value: `"${parts[2]!.replaceAll('%', '%%')}"` } : undefined;
  }
  const parts = /^([\w!#$&'*+.^`|~-]+)\s*:[ \t]*([^\r\n]*)$/.exec(word.value);
  return parts ? { name: parts[1]!, value: spell(parts[2]!.trim().replaceAll('%', '%%')) } : undefined;
}

function add(side: Side): MigrationRule['migrate'] {
  return ({ args }) => {
    const [text, ...tail] = args;
    const field = text && fieldOf(text);
    if (!field) return person(`write it as ${rulesetOf(side)} add-header <name> <value>`);
    const line = statementOf(rulesetOf(side), 'add-header', field.name, field.value, rawText(tail));
    return { lines: [line], ruleset: rulesetOf(side), phase: 'add', field: field.name };
  };
}

/** The pattern and what follows; a message for a person otherwise. */
function patternOf({
  args,
  section,
}: RuleSite): { readonly pattern: string; readonly tail: readonly OldWord[] } | string {
  const [pattern, ...tail] = args;
  if (!pattern) return 'it has no pattern';
  if (pattern.isOpaque) return 'its pattern holds variables';
  return section.kind === 'defaults'
    ? 'rules of old versions had no effect in defaults'
    : { pattern: pattern.value, tail };
}

function fieldCriterion(side: Side, name: string, value: string, ignoreCase: boolean): string {
  const fetch = `${side === 'req' ? 'req' : 'res'}.fhdr(${name})`;
  return value === '' ? `{ ${fetch} -m found }` : `{ ${fetch} -m reg${ignoreCase ? ' -i' : ''} ${spell(value)} }`;
}

function del(side: Side, ignoreCase: boolean): MigrationRule['migrate'] {
  return (site) => {
    const found = patternOf(site);
    if (typeof found === 'string') return person(found);
    const ruleset = rulesetOf(side);
    const parts = alternativesOf(found.pattern).map((pattern) => delPart(side, ignoreCase, pattern, found.tail));
    const lines: string[] = [];
    const reviews = new Set<string>();
    const fields = new Set<string | undefined>();
    for (const part of parts) {
      if (typeof part === 'string') return person(part);
      lines.push(...part.lines);
      for (const review of part.reviews) reviews.add(review);
      for (const field of part.fields) fields.add(field);
    }
    const field = fields.size === 1 ? [...fields][0] : undefined;
    const review = reviews.size > 0 ? [...reviews].join('; ') : undefined;
    return { lines, review, ruleset, phase: 'filter', field };
  };
}

interface DelPart {
  readonly lines: readonly string[];
  readonly reviews: readonly string[];
  /** Undefined stands for names by a pattern. */
  readonly fields: readonly (string | undefined)[];
}

const TOO_MANY = 'its condition has too many alternatives';

/** Lines for one alternative of a pattern; a message for a person otherwise. */
function delPart(side: Side, ignoreCase: boolean, pattern: string, tail: readonly OldWord[]): DelPart | string {
  const ruleset = rulesetOf(side);
  const header = parseLooseHeaderPattern(pattern);
  if (!header) {
    const names = parseNamePattern(pattern);
    if (names === undefined) return `write it as ${ruleset} del-header <name>: ${UNPROVEN}`;
    // names are in lower case where the pattern looks at them
    const line = statementOf(ruleset, 'del-header', spell(ignoringCase(names)), '-m reg', rawText(tail));
    return { lines: [line], reviews: [], fields: [undefined] };
  }
  const lines: string[] = [];
  const reviews = header.doubt === undefined ? [] : [header.doubt];
  for (const name of header.names) {
    const isOne = header.value !== '' && REPEATED.test(name);
    const made = isOne
      ? delOccurrences(side, name, header.value, ignoreCase, tail)
      : delField(side, name, header.value, ignoreCase, tail);
    if (made === undefined) return TOO_MANY;
    lines.push(...made);
    if (isOne) reviews.push(`a matching ${name} among others is emptied, not removed`);
    else if (header.value !== '') reviews.push(`removes every ${name} of a message if one of them matches`);
  }
  return { lines, reviews, fields: header.names };
}

function delField(
  side: Side,
  name: string,
  value: string,
  ignoreCase: boolean,
  tail: readonly OldWord[],
): readonly string[] | undefined {
  const more = value === '' ? [] : [fieldCriterion(side, name, value, ignoreCase)];
  const condition = conjoin([more], tail);
  return condition === undefined ? undefined : [statementOf(rulesetOf(side), 'del-header', name, condition)];
}

/**
 * One of several fields of a name: no rule removes it and leaves the others, so that its value goes, and the field if it
 * was the only one. Rules take no empty replacement, but a group that matched nothing.
 */
function delOccurrences(
  side: Side,
  name: string,
  value: string,
  ignoreCase: boolean,
  tail: readonly OldWord[],
): readonly string[] | undefined {
  const group = captureCount(tokenizeRegex(value) ?? []) + 1;
  const isEmpty = `!${fieldCriterion(side, name, '.', false)}`;
  const condition = conjoin([[isEmpty]], tail);
  if (group > 9 || condition === undefined) return undefined;
  const emptied = [spell(`${ignoreCase ? ignoringCase(value) : value}()`), spell(`\\${group}`)];
  return [
    statementOf(rulesetOf(side), 'replace-header', name, ...emptied, rawText(tail)),
    statementOf(rulesetOf(side), 'del-header', name, condition),
  ];
}

function replace(side: Side, ignoreCase: boolean): MigrationRule['migrate'] {
  return (site) => {
    const found = patternOf(site);
    if (typeof found === 'string') return person(found);
    const [template, ...tail] = found.tail;
    if (!template || template.isOpaque) return person('its replacement is missing or holds variables');
    const header = parseLooseHeaderPattern(found.pattern);
    if (header) return replaceField(side, ignoreCase, header, template.value, tail);
    const request = side === 'req' ? parseRequestPattern(found.pattern) : undefined;
    return request ? replaceRequest(ignoreCase, request, template.value, tail) : person(UNPROVEN);
  };
}

function replaceField(
  side: Side,
  ignoreCase: boolean,
  header: HeaderPattern,
  template: string,
  tail: readonly OldWord[],
): Outcome {
  const { names } = header;
  const ruleset = rulesetOf(side);
  const parts = valueTemplate(template, names, header.nameGroupTail);
  const isSame = parts && usesOnlyGroupsFrom(parts, header.nameGroups + 1);
  if (!isSame)
    return person(`write it with ${ruleset} replace-header or set-header: it changes the name or adds lines`);
  const value = header.value === '' ? '.*' : ignoreCase ? ignoringCase(header.value) : header.value;
  const replacement = spell(renderTemplate(parts, header.nameGroups));
  const lines = names.map((name) =>
    statementOf(ruleset, 'replace-header', name, spell(value), replacement, rawText(tail)),
  );
  const field = names.length === 1 ? names[0] : undefined;
  return { lines, review: header.doubt, ruleset, phase: 'filter', field };
}

/** Criteria for method and path, for conditions. */
function requestCriteria({ methods, target }: RequestPattern, ignoreCase: boolean): string[] {
  const path = /^\^\(?\.\*\)?$/.test(target) ? [] : [`{ pathq -m reg${ignoreCase ? ' -i' : ''} ${spell(target)} }`];
  return methods ? [`{ method ${methods.join(' ')} }`, ...path] : path;
}

function replaceRequest(
  ignoreCase: boolean,
  request: RequestPattern,
  template: string,
  tail: readonly OldWord[],
): Outcome {
  const parts = parseTemplate(template);
  const added = addedField(template);
  if (added) {
    const condition = conjoin([requestCriteria(request, ignoreCase)], tail);
    if (condition === undefined) return person('its condition has too many alternatives');
    const value = spell(added.value.replaceAll('%', '%%'));
    const line = statementOf('http-request add-header', added.name, value, condition);
    return { lines: [line], review: request.doubt, ruleset: 'http-request', phase: 'filter', field: undefined };
  }
  const target = targetTemplate(parts, request);
  if (!target) return person('its replacement changes method or version, or drops a part of the request line');
  const condition = conjoin([request.methods ? [`{ method ${request.methods.join(' ')} }`] : []], tail);
  if (condition === undefined) return person('its condition has too many alternatives');
  const regex = spell(ignoreCase ? ignoringCase(request.target) : request.target);
  const replacement = spell(renderTemplate(target, request.methodGroups));
  const line = statementOf('http-request replace-pathq', regex, replacement, condition);
  const doubts = [request.doubt, /HTTP\/1\.0$/.test(template) ? 'requests keep their version' : undefined];
  const review = doubts.filter((doubt) => doubt !== undefined).join('; ');
  return { lines: [line], review: review === '' ? undefined : review, ruleset: 'http-request', phase: 'filter' };
}

/** `\0\nName: value` keeps the request line and puts a field below it. */
function addedField(template: string): { readonly name: string; readonly value: string } | undefined {
  const parts = /^\\0\r?\n([\w-]+):[ \t]*([^\r\n\\]*)$/.exec(template);
  return parts ? { name: parts[1]!, value: parts[2]!.trim() } : undefined;
}

interface Criteria {
  readonly clauses: readonly (readonly string[])[];
  readonly doubt?: string | undefined;
}

/** Criteria of a rule that only looks: on fields, on the request line, or on both. */
function criteria(side: Side, pattern: string, ignoreCase: boolean): Criteria | undefined {
  const found = alternativesOf(pattern).map((each) => criteriaOf(side, each, ignoreCase));
  if (found.some((each) => each === undefined)) return anywhere(side, pattern, ignoreCase);
  const doubts = new Set(found.flatMap((each) => each?.doubt ?? []));
  return {
    clauses: found.flatMap((each) => each?.clauses ?? []),
    doubt: doubts.size > 0 ? [...doubts].join('; ') : undefined,
  };
}

/** A pattern without anchors, for any line: the address, and all fields at once. */
function anywhere(side: Side, pattern: string, ignoreCase: boolean): Criteria | undefined {
  const tokens = tokenizeRegex(pattern);
  const isPlain = tokens && !tokens.some(({ kind }) => kind === 'start' || kind === 'end') && !/[\r\n]/.test(pattern);
  // names of fields are in lower case there
  if (!isPlain || (!ignoreCase && tokens.some(({ char }) => char === ':'))) return undefined;
  const look = (fetch: string): string => `{ ${fetch} -m reg${ignoreCase ? ' -i' : ''} ${spell(pattern)} }`;
  if (side === 'rsp') return { clauses: [[look('res.hdrs')]], doubt: 'looks at fields only, not at the status line' };
  return {
    clauses: [[look('url')], [look('req.hdrs')]],
    doubt: 'looks at address and fields, not at method and version',
  };
}

function criteriaOf(side: Side, pattern: string, ignoreCase: boolean): Criteria | undefined {
  const header = parseHeaderPattern(pattern);
  if (header) return { clauses: header.names.map((name) => [fieldCriterion(side, name, header.value, ignoreCase)]) };
  const request = side === 'req' ? parseRequestPattern(pattern) : undefined;
  return request && { clauses: [requestCriteria(request, ignoreCase)], doubt: request.doubt };
}

function act(side: Side, action: string, ignoreCase: boolean): MigrationRule['migrate'] {
  return (site) => {
    const found = patternOf(site);
    if (typeof found === 'string') return person(found);
    const ruleset = rulesetOf(side);
    const what = criteria(side, found.pattern, ignoreCase);
    if (!what) return person(`write it as ${ruleset} ${action} if { ... }: ${UNPROVEN}`);
    const condition = conjoin(what.clauses, found.tail);
    if (condition === undefined) return person('its condition has too many alternatives');
    const ends = action === 'allow' ? 'ends all http-request rules, those of old reqadd lines below too' : undefined;
    const review = [what.doubt, ends].filter((text) => text !== undefined).join('; ');
    const line = statementOf(ruleset, action, condition);
    return { lines: [line], review: review === '' ? undefined : review, ruleset, phase: 'filter' };
  };
}

function switchBackend(ignoreCase: boolean): MigrationRule['migrate'] {
  return (site) => {
    const found = patternOf(site);
    if (typeof found === 'string') return person(found);
    const [backend, ...tail] = found.tail;
    const what = criteria('req', found.pattern, ignoreCase);
    const condition = what && conjoin(what.clauses, tail);
    if (!backend || !condition) return person(`write it as use_backend <name> if { ... }: ${UNPROVEN}`);
    const review = what.doubt ?? 'use_backend rules are tried in their order, behind all http-request rules';
    return { lines: [statementOf('use_backend', backend.raw, condition)], review };
  };
}

interface Row {
  readonly name: string;
  readonly brief: string;
  readonly migrate: MigrationRule['migrate'];
  readonly from: string;
  readonly to: string | null;
}

function rule({ name, brief, migrate, from, to }: Row): MigrationRule {
  return { name, removed: '2.1', brief, sections: PROXIES, words: [[name]], migrate, example: { from, to } };
}

const replaceBrief = 'Lines replaced by pattern: replace-header, or replace-pathq for request lines.';
const deleteBrief = 'Lines removed by pattern: del-header.';

export const headerRules: readonly MigrationRule[] = [
  rule({
    ...{ name: 'reqadd', brief: 'Adds a field to requests: http-request add-header.', migrate: add('req') },
    from: 'reqadd X-Forwarded-Proto:\\ https if is-ssl',
    to: 'http-request add-header X-Forwarded-Proto https if is-ssl',
  }),
  rule({
    ...{ name: 'reqrep', brief: replaceBrief, migrate: replace('req', false) },
    from: 'reqrep ^([^\\ :]*)\\ /static/(.*) \\1\\ /\\2',
    to: "http-request replace-pathq ^/static/(.*) '/\\1'",
  }),
  rule({
    ...{ name: 'reqirep', brief: replaceBrief, migrate: replace('req', true) },
    from: 'reqirep ^Host:\\ old\\.example\\.com Host:\\ www.example.com if old',
    to: "http-request replace-header Host '(?i)^old\\.example\\.com' www.example.com if old",
  }),
  rule({
    ...{ name: 'reqdel', brief: deleteBrief, migrate: del('req', false) },
    from: 'reqdel ^X-Debug: if !local',
    to: 'http-request del-header X-Debug if !local',
  }),
  rule({
    ...{ name: 'reqidel', brief: deleteBrief, migrate: del('req', true) },
    from: 'reqidel ^(X-Debug|X-Trace):.*',
    to: 'http-request del-header X-Debug\nhttp-request del-header X-Trace',
  }),
  ...(['deny', 'tarpit', 'allow', 'pass'] as const).flatMap((name) =>
    [false, true].map((ignoreCase) =>
      rule({
        name: `req${ignoreCase ? 'i' : ''}${name}`,
        brief: `Requests with a matching line: http-request ${name === 'pass' ? 'allow' : name}.`,
        migrate: act('req', name === 'pass' ? 'allow' : name, ignoreCase),
        from: `req${ignoreCase ? 'i' : ''}${name} ^User-Agent:\\ bad if a or b`,
        to: `http-request ${name === 'pass' ? 'allow' : name} if { req.fhdr(User-Agent) -m reg${ignoreCase ? ' -i' : ''} ^bad } a or { req.fhdr(User-Agent) -m reg${ignoreCase ? ' -i' : ''} ^bad } b`,
      }),
    ),
  ),
  rule({
    ...{ name: 'reqsetbe', brief: 'Backend by pattern: use_backend.', migrate: switchBackend(false) },
    from: 'reqsetbe ^[^:\\ ]*\\ /img/ images',
    to: 'use_backend images if { pathq -m reg ^/img/ }',
  }),
  rule({
    ...{ name: 'reqisetbe', brief: 'Backend by pattern: use_backend.', migrate: switchBackend(true) },
    from: 'reqisetbe ^Host:\\ img images',
    to: 'use_backend images if { req.fhdr(Host) -m reg -i ^img }',
  }),
  rule({
    ...{ name: 'rspadd', brief: 'Adds a field to responses: http-response add-header.', migrate: add('rsp') },
    from: 'rspadd Strict-Transport-Security:\\ max-age=1',
    to: 'http-response add-header Strict-Transport-Security max-age=1',
  }),
  rule({
    ...{ name: 'rsprep', brief: replaceBrief, migrate: replace('rsp', false) },
    from: 'rsprep ^(Location:)\\ http://(.*) \\1\\ https://\\2',
    to: "http-response replace-header Location ^http://(.*) 'https://\\1'",
  }),
  rule({
    ...{ name: 'rspirep', brief: replaceBrief, migrate: replace('rsp', true) },
    from: 'rspirep ^Allow:\\ .* Allow:\\ GET,\\ POST',
    to: "http-response replace-header Allow .* 'GET, POST'",
  }),
  rule({
    ...{ name: 'rspdel', brief: deleteBrief, migrate: del('rsp', false) },
    from: 'rspdel ^Via:.*',
    to: 'http-response del-header Via',
  }),
  rule({
    ...{ name: 'rspidel', brief: deleteBrief, migrate: del('rsp', true) },
    from: 'rspidel ^Set-Cookie:\\ IP=\nrspidel ^X-(Debug|Trace)-.*:|^Server:.*',
    to: "http-response replace-header Set-Cookie (?i)^IP=() '\\1'\nhttp-response del-header Set-Cookie if !{ res.fhdr(Set-Cookie) -m reg . }\nhttp-response del-header (?i)^X-(Debug|Trace)-.*$ -m reg\nhttp-response del-header Server",
  }),
  rule({
    ...{
      name: 'rspdeny',
      brief: 'Responses with a matching line: http-response deny.',
      migrate: act('rsp', 'deny', false),
    },
    from: 'rspdeny ^X-Secret:',
    to: 'http-response deny if { res.fhdr(X-Secret) -m found }',
  }),
  rule({
    ...{
      name: 'rspideny',
      brief: 'Responses with a matching line: http-response deny.',
      migrate: act('rsp', 'deny', true),
    },
    from: 'rspideny ^Content-Disposition:\\ .*\\.exe unless safe',
    to: "http-response deny if { res.fhdr(Content-Disposition) -m reg -i '^.*\\.exe' } !safe",
  }),
];
