/** Rules that only looked at lines (`reqdeny`, `rspideny`, `reqsetbe` ...): their patterns become conditions. */
import { conjoin } from '../condition.js';
import { alternativesOf, parseHeaderPattern } from '../pattern/header-pattern.js';
import { tokenizeRegex } from '../pattern/regex-tokens.js';
import { parseMethodStart, parseRequestPattern } from '../pattern/request-pattern.js';
import { type MigrationRule, spell, statementOf } from '../rule.js';
import {
  fieldCriterion,
  joinReviews,
  onPattern,
  person,
  requestCriteria,
  rulesetOf,
  type Side,
  TOO_MANY,
  UNPROVEN,
} from './line-pattern.js';

interface Criteria {
  readonly clauses: readonly (readonly string[])[];
  readonly doubt?: string | undefined;
}

/** Criteria of a rule that only looks: on fields, on the request line, or on both. */
function criteria(side: Side, pattern: string, ignoreCase: boolean): Criteria | undefined {
  const found = alternativesOf(pattern).map((each) => criteriaOf(side, each, ignoreCase));
  if (found.some((each) => each === undefined)) return anywhere(side, pattern, ignoreCase);
  return {
    clauses: found.flatMap((each) => each?.clauses ?? []),
    doubt: joinReviews(found.map((each) => each?.doubt)),
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
  if (header) {
    const { names, value } = header;
    return { clauses: names.map((name) => [fieldCriterion({ side, name, value, ignoreCase })]) };
  }
  const method = side === 'req' ? parseMethodStart(pattern) : undefined;
  if (method !== undefined) {
    const doubt = ignoreCase ? 'the old pattern could match header lines as well' : undefined;
    return { clauses: [[`{ capture.req.method -m beg${ignoreCase ? ' -i' : ''} ${method} }`]], doubt };
  }
  const request = side === 'req' ? parseRequestPattern(pattern) : undefined;
  return request && { clauses: [requestCriteria(request, ignoreCase)], doubt: request.doubt };
}

/** `reqdeny` and its like. */
export function act(side: Side, action: string, ignoreCase: boolean): MigrationRule['migrate'] {
  return onPattern((found) => {
    const ruleset = rulesetOf(side);
    const what = criteria(side, found.pattern, ignoreCase);
    if (!what) return person(`write it as ${ruleset} ${action} if { ... }: ${UNPROVEN}`);
    const condition = conjoin(what.clauses, found.tail);
    if (condition === undefined) return person(TOO_MANY);
    const ends = action === 'allow' ? 'ends all http-request rules, those of old reqadd lines below too' : undefined;
    const line = statementOf(ruleset, action, condition);
    return { lines: [line], review: joinReviews([what.doubt, ends]), ruleset, phase: 'filter' };
  });
}

/** `reqsetbe`, `reqisetbe`. */
export function switchBackend(ignoreCase: boolean): MigrationRule['migrate'] {
  return onPattern((found) => {
    const [backend, ...tail] = found.tail;
    const what = criteria('req', found.pattern, ignoreCase);
    const condition = what && conjoin(what.clauses, tail);
    if (!backend || !condition) return person(`write it as use_backend <name> if { ... }: ${UNPROVEN}`);
    const review = what.doubt ?? 'use_backend rules are tried in their order, behind all http-request rules';
    return { lines: [statementOf('use_backend', backend.raw, condition)], review };
  });
}
