/**
 * Lines that were added, removed and replaced (`reqadd`, `rspidel`, `reqrep` ...): the old rules replaced lines as a whole, the
 * modern ones work on the fields of a name, or on the path of the request line.
 */
import { conjoin } from '../condition.js';
import type { OldWord } from '../old-file.js';
import {
  alternativesOf,
  type HeaderPattern,
  parseLooseHeaderPattern,
  parseLooseNamePattern,
} from '../pattern/header-pattern.js';
import { captureCount, ignoringCase, tokenizeRegex } from '../pattern/regex-tokens.js';
import { parseRequestPattern, type RequestPattern, targetTemplate } from '../pattern/request-pattern.js';
import {
  parseTemplate,
  renderTemplate,
  usesOnlyGroupsFrom,
  valueTemplate,
  wholeTemplate,
} from '../pattern/template.js';
import { type MigrationRule, type Outcome, rawText, spell, statementOf } from '../rule.js';
import {
  type FieldMatch,
  fieldCriterion,
  joinReviews,
  NOT_IN_DEFAULTS,
  onPattern,
  person,
  requestCriteria,
  rulesetOf,
  type Side,
  TOO_MANY,
  UNPROVEN,
} from './line-pattern.js';

/** Fields that messages often carry more than once: a rule on one of them cannot stand for all. */
const REPEATED = /^(?:set-cookie|via|warning|link|www-authenticate|x-forwarded-for|forwarded|cache-control|vary)$/i;

/** Rules take no empty word, but a format that gives nothing. */
const NOTHING = '%[str()]';

/** `Name:\ value`; of a word with variables only where it is one quoted string. */
function fieldOf(word: OldWord): { readonly name: string; readonly value: string } | undefined {
  if (word.isOpaque) {
    const parts = /^"([\w-]+):(?:\\? )*([^"]*)"$/.exec(word.raw);
    return parts ? { name: parts[1]!, value: `"${parts[2]!.replaceAll('%', '%%')}"` } : undefined;
  }
  const parts = /^([\w!#$&'*+.^`|~-]+)\s*:[ \t]*([^\r\n]*)$/.exec(word.value);
  if (!parts) return undefined;
  const value = parts[2]!.trim();
  return { name: parts[1]!, value: value === '' ? NOTHING : spell(value.replaceAll('%', '%%')) };
}

/** `reqadd`, `rspadd`. */
export function add(side: Side): MigrationRule['migrate'] {
  return ({ args, section }) => {
    if (section.kind === 'defaults') return person(NOT_IN_DEFAULTS);
    const [text, ...tail] = args;
    const field = text && fieldOf(text);
    if (!field) return person(`write it as ${rulesetOf(side)} add-header <name> <value>`);
    const line = statementOf(rulesetOf(side), 'add-header', spell(field.name), field.value, rawText(tail));
    return { lines: [line], ruleset: rulesetOf(side), phase: 'add', field: field.name };
  };
}

/** `reqdel` and its like. */
export function del(side: Side, ignoreCase: boolean): MigrationRule['migrate'] {
  return onPattern((found) => {
    const ruleset = rulesetOf(side);
    const parts = alternativesOf(found.pattern).map((pattern) => delPart(side, ignoreCase, pattern, found.tail));
    const lines: string[] = [];
    const reviews: string[] = [];
    const fields = new Set<string | undefined>();
    for (const part of parts) {
      if (typeof part === 'string') return person(part);
      lines.push(...part.lines);
      reviews.push(...part.reviews);
      for (const field of part.fields) fields.add(field);
    }
    const field = fields.size === 1 ? [...fields][0] : undefined;
    return { lines, review: joinReviews(reviews), ruleset, phase: 'filter', field };
  });
}

interface DelPart {
  readonly lines: readonly string[];
  readonly reviews: readonly string[];
  /** Undefined stands for names by a pattern. */
  readonly fields: readonly (string | undefined)[];
}

/** Lines for one alternative of a pattern; a message for a person otherwise. */
function delPart(side: Side, ignoreCase: boolean, pattern: string, tail: readonly OldWord[]): DelPart | string {
  const ruleset = rulesetOf(side);
  const header = parseLooseHeaderPattern(pattern);
  if (!header) {
    const found = parseLooseNamePattern(pattern);
    if (!found) return `write it as ${ruleset} del-header <name>: ${UNPROVEN}`;
    // names are in lower case where the pattern looks at them
    const line = statementOf(ruleset, 'del-header', spell(ignoringCase(found.names)), '-m reg', rawText(tail));
    return { lines: [line], reviews: found.doubt === undefined ? [] : [found.doubt], fields: [undefined] };
  }
  const lines: string[] = [];
  const reviews = header.doubt === undefined ? [] : [header.doubt];
  const value = header.value === '^(.*)' ? '' : header.value;
  for (const name of header.names) {
    const isOne = value !== '' && REPEATED.test(name);
    const match = { side, name, value, ignoreCase };
    const made = isOne ? delOccurrences(match, tail) : delField(match, tail);
    if (made === undefined) return TOO_MANY;
    lines.push(...made);
    if (isOne) reviews.push(`a matching ${name} among others is emptied, not removed`);
    else if (value !== '') reviews.push(`removes every ${name} of a message if one of them matches`);
  }
  return { lines, reviews, fields: header.names };
}

function delField(match: FieldMatch, tail: readonly OldWord[]): readonly string[] | undefined {
  const more = match.value === '' ? [] : [fieldCriterion(match)];
  const condition = conjoin([more], tail);
  return condition === undefined
    ? undefined
    : [statementOf(rulesetOf(match.side), 'del-header', spell(match.name), condition)];
}

/**
 * One of several fields of a name: no rule removes it and leaves the others, so that its value goes, and the field if it
 * was the only one. Rules take no empty replacement, but a group that matched nothing.
 */
function delOccurrences(match: FieldMatch, tail: readonly OldWord[]): readonly string[] | undefined {
  const { side, name, value, ignoreCase } = match;
  const group = captureCount(tokenizeRegex(value) ?? []) + 1;
  const isEmpty = `!${fieldCriterion({ side, name, value: '.', ignoreCase: false })}`;
  const condition = conjoin([[isEmpty]], tail);
  if (group > 9 || condition === undefined) return undefined;
  const emptied = [spell(`${ignoreCase ? ignoringCase(value) : value}()`), spell(`\\${group}`)];
  return [
    statementOf(rulesetOf(side), 'replace-header', spell(name), ...emptied, rawText(tail)),
    statementOf(rulesetOf(side), 'del-header', spell(name), condition),
  ];
}

/** `reqrep` and its like. */
export function replace(side: Side, ignoreCase: boolean): MigrationRule['migrate'] {
  return onPattern((found) => {
    const [template, ...tail] = found.tail;
    if (!template || template.isOpaque) return person('its replacement is missing or holds variables');
    const header = parseLooseHeaderPattern(found.pattern);
    if (header) return replaceField(side, ignoreCase, header, template.value, tail);
    const request = side === 'req' ? parseRequestPattern(found.pattern) : undefined;
    return request ? replaceRequest(ignoreCase, request, template.value, tail) : person(UNPROVEN);
  });
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
  const parts = header.isWhole ? wholeTemplate(template) : valueTemplate(template, names, header.nameGroupTail);
  const isSame = parts && usesOnlyGroupsFrom(parts, header.nameGroups + 1);
  if (!isSame)
    return person(`write it with ${ruleset} replace-header or set-header: it changes the name or adds lines`);
  const value = header.value === '' ? '.*' : ignoreCase ? ignoringCase(header.value) : header.value;
  const replacement = spell(renderTemplate(parts, header.nameGroups));
  const lines = names.map((name) =>
    statementOf(ruleset, 'replace-header', spell(name), spell(value), replacement, rawText(tail)),
  );
  const field = names.length === 1 ? names[0] : undefined;
  return { lines, review: header.doubt, ruleset, phase: 'filter', field };
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
    if (condition === undefined) return person(TOO_MANY);
    const value = spell(added.value.replaceAll('%', '%%'));
    const line = statementOf('http-request add-header', added.name, value, condition);
    return { lines: [line], review: request.doubt, ruleset: 'http-request', phase: 'filter', field: undefined };
  }
  const target = targetTemplate(parts, request);
  if (!target) return person('its replacement changes method or version, or drops a part of the request line');
  const condition = conjoin([request.methods ? [`{ method ${request.methods.join(' ')} }`] : []], tail);
  if (condition === undefined) return person(TOO_MANY);
  const regex = spell(ignoreCase ? ignoringCase(request.target) : request.target);
  const replacement = spell(renderTemplate(target, request.methodGroups));
  const line = statementOf('http-request replace-pathq', regex, replacement, condition);
  const review = joinReviews([request.doubt, /HTTP\/1\.0$/.test(template) ? 'requests keep their version' : undefined]);
  return { lines: [line], review, ruleset: 'http-request', phase: 'filter' };
}

/** `\0\nName: value` keeps the request line and puts a field below it. */
function addedField(template: string): { readonly name: string; readonly value: string } | undefined {
  const parts = /^\\0\r?\n([\w-]+):[ \t]*([^\r\n\\]*)$/.exec(template);
  return parts ? { name: parts[1]!, value: parts[2]!.trim() } : undefined;
}
