/**
 * Rules on header lines and request lines by regular expression (`reqadd`, `reqirep`, `rspidel`, ...), removed in 2.1 ->
 * rules of `http-request` and `http-response`. The old ones saw whole lines, `Name: value` and `GET /path HTTP/1.1`, and
 * replaced them as a whole; what a pattern is about has to be proven before it becomes a rule on a field or on the path.
 */
import { conjoin } from '../condition.js';
import type { OldWord } from '../old-file.js';
import { type HeaderPattern, parseHeaderPattern } from '../pattern/header-pattern.js';
import { ignoringCase } from '../pattern/regex-tokens.js';
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
    const header = parseHeaderPattern(found.pattern);
    if (!header) return person(`write it as ${rulesetOf(side)} del-header <name>: ${UNPROVEN}`);
    const ruleset = rulesetOf(side);
    if (header.value !== '' && header.names.some((name) => REPEATED.test(name))) {
      const words = `${header.names[0]} with values like ${header.value}`;
      return person(`del-header removes every ${header.names[0]}, the old rule only ${words}`);
    }
    const lines: string[] = [];
    for (const name of header.names) {
      const more = header.value === '' ? [] : [fieldCriterion(side, name, header.value, ignoreCase)];
      const condition = conjoin([more], found.tail);
      if (condition === undefined) return person('its condition has too many alternatives');
      lines.push(statementOf(ruleset, 'del-header', name, condition));
    }
    const review =
      header.value === '' ? undefined : `removes every ${header.names.join(', ')} of a message if one of them matches`;
    return { lines, review, ruleset, phase: 'filter', field: header.names.length === 1 ? header.names[0] : undefined };
  };
}

function replace(side: Side, ignoreCase: boolean): MigrationRule['migrate'] {
  return (site) => {
    const found = patternOf(site);
    if (typeof found === 'string') return person(found);
    const [template, ...tail] = found.tail;
    if (!template || template.isOpaque) return person('its replacement is missing or holds variables');
    const header = parseHeaderPattern(found.pattern);
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
  const [name] = header.names;
  const ruleset = rulesetOf(side);
  const parts = valueTemplate(template, header.names, header.nameGroupTail);
  const isSame = header.names.length === 1 && parts && usesOnlyGroupsFrom(parts, header.nameGroups + 1);
  if (!isSame)
    return person(`write it with ${ruleset} replace-header or set-header: it changes the name or adds lines`);
  const value = header.value === '' ? '.*' : ignoreCase ? ignoringCase(header.value) : header.value;
  const replacement = spell(renderTemplate(parts, header.nameGroups));
  const line = statementOf(ruleset, 'replace-header', name!, spell(value), replacement, rawText(tail));
  return { lines: [line], ruleset, phase: 'filter', field: name };
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
  return { lines: [line], review: request.doubt, ruleset: 'http-request', phase: 'filter' };
}

/** `\0\nName: value` keeps the request line and puts a field below it. */
function addedField(template: string): { readonly name: string; readonly value: string } | undefined {
  const parts = /^\\0\r?\n([\w-]+):[ \t]*([^\r\n\\]*)$/.exec(template);
  return parts ? { name: parts[1]!, value: parts[2]!.trim() } : undefined;
}

/** Criteria of a rule that only looks: on a field, or on the request line. */
function criteria(
  side: Side,
  pattern: string,
  ignoreCase: boolean,
): { clauses: string[][]; doubt?: string | undefined } | undefined {
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
    from: 'rspidel ^Set-Cookie:\\ IP=',
    to: null,
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
