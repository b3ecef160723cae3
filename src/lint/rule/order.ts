/** Rules that never run because of others before them, and rules that stand twice (manual 4.2: order of evaluation). */
import type { AclAst, ConditionAst, TermAst } from '../../../grammar/condition/ast.js';
import type { Catalog } from '../../catalog/create-catalog.js';
import { criteriaOf } from '../expression.js';
import type { Finding, LintRule } from '../rule.js';
import { rangeOfSpot } from '../rule.js';
import { type LintLine, type LintSection, type LintView, placeOf } from '../view.js';

/** A disjunction of conjunctions of terms that are compared by their spelling. */
type Clauses = readonly ReadonlySet<string>[];

const ALWAYS: Clauses = [new Set()];

function textOf({ criterionWord, criterion, flags, patterns }: AclAst): string {
  const words = flags.flatMap(({ name, value }) => [name, value?.value ?? '']);
  const head = criterionWord.value.slice(criterion.start, criterion.end);
  return ['{', head, ...words, ...patterns.map(({ value }) => value), '}'].join('\0');
}

function termKey({ acl, negated }: TermAst, invert: boolean): string {
  const text = acl.kind === 'named' ? acl.name : textOf(acl.ast);
  return `${negated !== invert ? '!' : ''}${text}`;
}

/** Leaves out what is always true, and clauses that are always false. */
function simplify(clauses: readonly (readonly string[])[]): Clauses {
  const always = new Set(['TRUE', '!FALSE', '{\0always_true\0}']);
  const never = new Set(['FALSE', '!TRUE', '{\0always_false\0}']);
  return clauses
    .filter((terms) => !terms.some((term) => never.has(term)))
    .map((terms) => new Set(terms.filter((term) => !always.has(term))));
}

/** Undefined where a negated disjunction cannot be written as clauses without effort. */
function clausesOf(condition: ConditionAst | undefined): Clauses | undefined {
  if (!condition) return undefined;
  const { alternatives, unless } = condition;
  const keys = alternatives.map((terms) => terms.map((term) => termKey(term, unless)));
  if (!unless) return simplify(keys);
  if (keys.every((terms) => terms.length === 1)) return simplify([keys.flat()]);
  return keys.length === 1 ? simplify(keys[0]!.map((term) => [term])) : undefined;
}

function clausesOfLine(line: LintLine): Clauses | undefined {
  return line.conditional ? clausesOf(line.condition()) : ALWAYS;
}

function isPart(terms: ReadonlySet<string>, clause: ReadonlySet<string>): boolean {
  for (const term of terms) if (!clause.has(term)) return false;
  return true;
}

/** Whether the first holds whenever the second does. */
function covers(first: Clauses, second: Clauses): boolean {
  if (second.length === 0) return false;
  return second.every((clause) => first.some((terms) => isPart(terms, clause)));
}

/** The list that a line is a rule of. */
function groupOf(line: LintLine): string | undefined {
  if (line.statement.words[0]!.value !== line.keyword) return undefined;
  if (line.ruleset) return line.ruleset;
  return /^(?:redirect|use_backend)$/.test(line.keyword) ? line.keyword : undefined;
}

function endsList(line: LintLine, catalog: Catalog): boolean {
  const { ruleset } = line;
  if (!ruleset) return true;
  return catalog.named('action', line.action).some((row) => row.final === true && row.rulesets.includes(ruleset));
}

/** Actions that change nothing that conditions look at. */
const HARMLESS = /^(?:set-(?:log-level|nice|tos|mark|fc-tos|fc-mark|timeout)|capture|early-hint|do-log)$/;

/** What actions change, as names of the fetches that see it. */
const EFFECTS: readonly (readonly [action: RegExp, fetches: RegExp])[] = [
  [/-header$|^replace-value$/, /hdr|cook|http_auth|capture|req_ver/],
  [/^(?:un)?set-var|^unset-var/, /^var$/],
  [/-(?:path|pathq|query|uri)$/, /path|url|uri|query|base/],
  [/^set-method$/, /method/],
  [/^set-(?:src|dst)/, /^(?:src|dst)/],
  [/^(?:track-sc|sc-)/, /^sc\d?_|^src_|table/],
];

/** Whether an action may change what a condition sees. */
function affects(action: string, line: LintLine): boolean {
  if (HARMLESS.test(action)) return false;
  const fetches = EFFECTS.find(([actions]) => actions.test(action))?.[1];
  return criteriaOf(line).some(({ fetch, converters }) => {
    if (!fetches) return !FIXED.test(fetch.name);
    return [fetch, ...converters].some(({ name }) => fetches.test(name));
  });
}

/** What conditions see whatever rules do in between. */
const FIXED = /^(?:src|dst|src_port|dst_port|fe_id|fe_name|so_id|so_name|ssl_[fb]c\w*|always_true|always_false)$/;

/** Each look at these gives something else. */
const VOLATILE = /^(?:rand|uuid)$|_inc_gp/;

function isStable(line: LintLine): boolean {
  return !criteriaOf(line).some(({ fetch }) => VOLATILE.test(fetch.name));
}

function sameText(a: LintLine, b: LintLine): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ words }: LintLine): string {
  return words.map(({ value }) => value).join('\0');
}

interface Hidden {
  readonly line: LintLine;
  readonly by: LintLine;
  /** Whether the one before has no condition. */
  readonly always: boolean;
}

interface Rule {
  readonly line: LintLine;
  readonly clauses: Clauses;
}

/** Rules in front of a rule that are compared with it: lists of tens of thousands must not take minutes. */
const REACH = 1000;

/** The rule that ends the list whenever this one would run, if nothing in between changes what its condition sees. */
function findCover(earlier: readonly Rule[], { line, clauses }: Rule, catalog: Catalog): LintLine | undefined {
  const first = Math.max(0, earlier.length - REACH);
  for (let index = earlier.length - 1; index >= first; index--) {
    const before = earlier[index]!;
    if (endsList(before.line, catalog)) {
      if (covers(before.clauses, clauses) && isStable(before.line)) return before.line;
    } else if (affects(before.line.action, line)) return earlier.find(isUnconditional(catalog))?.line;
  }
  return undefined;
}

function isUnconditional(catalog: Catalog): (rule: Rule) => boolean {
  return ({ line, clauses }) => clauses.some((terms) => terms.size === 0) && endsList(line, catalog);
}

/** Rules of a section that cannot run. */
function hiddenRules(section: LintSection, view: LintView): readonly Hidden[] {
  const { catalog } = view;
  const hidden: Hidden[] = [];
  const groups = new Map<string, Rule[]>();
  for (const line of section.lines) {
    const group = groupOf(line);
    const clauses = group === undefined ? undefined : clausesOfLine(line);
    if (group === undefined || !clauses || view.isWrong(line)) continue;
    const earlier = groups.get(group) ?? [];
    const by = findCover(earlier, { line, clauses }, catalog);
    if (by) hidden.push({ line, by, always: !by.conditional });
    else groups.set(group, [...earlier, { line, clauses }]);
  }
  return hidden;
}

function eachHidden(view: LintView, visit: (found: Hidden) => void): void {
  for (const section of view.sections) for (const found of hiddenRules(section, view)) visit(found);
}

function lineNumber(line: LintLine): string {
  return `line ${line.statement.line}`;
}

const unreachable: LintRule = {
  code: 'lint/unreachable-rule',
  check(view, report) {
    const told = new Set<string>();
    eachHidden(view, ({ line, by, always }) => {
      if (!always) return;
      const list = `${groupOf(line)} ${placeOf(rangeOfSpot(by))}`;
      if (told.has(list)) return;
      told.add(list);
      if (view.hasAt(line.words[0]!, /^rule\/never-reached$/)) return;
      report(
        line,
        `this rule and all behind it never run: that of ${lineNumber(by)} has no condition and ends the list`,
      );
    });
  },
};

const shadowed: LintRule = {
  code: 'lint/shadowed-rule',
  check(view, report) {
    eachHidden(view, ({ line, by, always }) => {
      if (always || sameText(line, by)) return;
      report(
        line,
        `this rule never runs: whenever its condition holds, that of ${lineNumber(by)} ends the list before`,
      );
    });
  },
};

/** Rules that do something more when they run again. */
const REPEATABLE = /^(?:replace-|sc-(?:inc|add)|normalize-uri$|lua\.|wait-for)/;

function mayRepeat({ action, args }: LintLine): boolean {
  return REPEATABLE.test(action) || (/^set-var/.test(action) && args.some(({ value }) => value.includes('var(')));
}

const REPEATED = /^(?:acl|use_backend|use-server|redirect|stick|log)$/;

function checkDuplicates(section: LintSection, report: Finding): void {
  const seen = new Map<string, LintLine>();
  for (const line of section.lines) {
    if (line.ruleset ? mayRepeat(line) : !REPEATED.test(line.keyword)) continue;
    const key = keyOf(line);
    const first = seen.get(key);
    if (first) report(line, `the same stands in ${lineNumber(first)}`);
    else seen.set(key, line);
  }
}

const duplicate: LintRule = {
  code: 'lint/duplicate-rule',
  check(view, report) {
    for (const section of view.sections) checkDuplicates(section, report);
  },
};

/** Rules about the order of rules. */
export const orderRules: readonly LintRule[] = [unreachable, shadowed, duplicate];
