/** ACLs that nobody uses, and patterns that are not what their author thinks (manual 7.1, 7.2). */
import type { AclAst } from '../../../grammar/condition/ast.js';
import type { Word } from '../../../grammar/config/ast.js';
import { quoteWord } from '../../../grammar/config/quote-word.js';
import type { Catalog } from '../../catalog/create-catalog.js';
import { aclsIn, criterionText, termsOf } from '../expression.js';
import type { Finding, LintRule } from '../rule.js';
import type { LintLine, LintSection, LintView } from '../view.js';

/** The match method of an ACL: that of -m, or that of its word. Undefined = the one of the type of its values. */
export function methodOf({ criterion, flags }: AclAst, catalog: Catalog): string | undefined {
  const named = flags.find(({ name }) => name === '-m')?.value?.value;
  if (named !== undefined || criterion.converters.length > 0) return named;
  return catalog.find('acl-word', criterion.fetch.name)?.match;
}

/** Whether patterns are numbers with operators (`gt 5`). */
function readsNumbers(ast: AclAst, catalog: Catalog): boolean {
  const { criterion } = ast;
  const method = methodOf(ast, catalog);
  if (method !== undefined) return method === 'int' || method === 'len';
  const last = criterion.converters.at(-1);
  const word = catalog.find('acl-word', criterion.fetch.name)?.fetch ?? criterion.fetch.name;
  const out = last ? catalog.find('converter', last.name)?.out : catalog.find('fetch', word)?.out;
  return out === 'sint' || out === 'bool';
}

function namesIn(line: LintLine): readonly string[] {
  const declared = termsOf(line.condition()).flatMap(({ acl }) => (acl.kind === 'named' ? [acl.name] : []));
  // A condition that cannot be read, conditions of words that take several, and the fetch acl(name,...).
  const loose = line.keyword === 'acl' ? [] : line.words.map(({ value }) => value.replace(/^!+/, ''));
  const fetched = line.words.flatMap(({ value }) =>
    [...value.matchAll(/\bacl\(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',')),
  );
  return [...declared, ...loose, ...fetched.map((name) => name.replace(/^!/, ''))];
}

function checkUnused(section: LintSection, usersOfDefaults: ReadonlySet<string>, report: Finding): void {
  const used = new Set(section.lines.flatMap(namesIn));
  const seen = new Set<string>();
  for (const line of section.lines) {
    const name = line.keyword === 'acl' ? line.words[1] : undefined;
    if (!name || used.has(name.value) || usersOfDefaults.has(name.value) || seen.has(name.value)) continue;
    seen.add(name.value);
    report(name, `no condition of this section uses the ACL '${name.value}'`);
  }
}

const unusedAcl: LintRule = {
  code: 'lint/unused-acl',
  check(view, report) {
    if (view.has(/^(?:acl\/unknown|condition\/|word\/|block\/|rule\/action|keyword\/(?:unknown|removed))/)) return;
    for (const section of view.sections) {
      const takers = view.sections.filter(({ defaults }) => defaults === section);
      const elsewhere = section.kind === 'defaults' ? takers.flatMap(({ lines }) => lines.flatMap(namesIn)) : [];
      checkUnused(section, new Set(elsewhere), report);
    }
  },
};

/** Calls for each ACL of each line, declared and anonymous ones. */
export function forEachAcl(view: LintView, visit: (ast: AclAst, line: LintLine) => void): void {
  for (const { lines } of view.sections) {
    for (const line of lines) for (const ast of aclsIn(line)) visit(ast, line);
  }
}

const JOINING = new Set(['or', '||', 'and', '&&', 'OR', 'AND']);

const aclOr: LintRule = {
  code: 'lint/acl-or',
  check(view, report) {
    forEachAcl(view, ({ patterns, criterion }) => {
      const word = patterns.find(({ value, quoted }) => !quoted && JOINING.has(value));
      if (!word) return;
      const message = `'${word.value}' is a pattern of '${criterion.fetch.name}' here and joins nothing`;
      report(word, message);
    });
  },
};

const FLAG = /^-(?:[inMfmu]|-)$/;
const OPERATOR = /^(?:==|!=|=|>=|<=|>|<|!|not|eq|ne|ge|gt|le|lt|if|unless)$/;

function looksWrong({ value, quoted }: Word, numbers: boolean): string | undefined {
  if (quoted) return undefined;
  if (FLAG.test(value)) return 'looks like a flag, but stands behind the first pattern';
  if (OPERATOR.test(value) && !numbers) return 'looks like an operator, but is compared as text';
  if (/^![\w./]/.test(value)) return 'starts with an exclamation mark, which negates nothing here';
  return undefined;
}

const suspiciousPattern: LintRule = {
  code: 'lint/suspicious-pattern',
  check(view, report) {
    forEachAcl(view, (ast) => {
      if (ast.flags.some(({ name }) => name === '--')) return;
      const numbers = readsNumbers(ast, view.catalog);
      const isRegex = methodOf(ast, view.catalog) === 'reg';
      for (const word of ast.patterns) {
        const why = looksWrong(word, numbers);
        if (!why || (isRegex && word.value.startsWith('!'))) continue;
        report(word, `pattern '${word.value}' ${why}`);
        break;
      }
    });
  },
};

function keyOf({ criterion, criterionWord, flags }: AclAst): string {
  const text = criterionWord.value.slice(criterion.start, criterion.end);
  return [text, ...flags.map(({ name, value }) => `${name} ${value?.value ?? ''}`)].join('\0');
}

const duplicatePattern: LintRule = {
  code: 'lint/duplicate-pattern',
  check(view, report) {
    for (const { lines } of view.sections) {
      const seen = new Map<string, Set<string>>();
      for (const line of lines) {
        const acl = line.acl();
        if (acl) checkPatterns(acl.ast, patternsOf(seen, `${acl.name}\0${keyOf(acl.ast)}`), view.catalog, report);
        else for (const ast of aclsIn(line)) checkPatterns(ast, new Set(), view.catalog, report);
      }
    }
  },
};

function patternsOf(seen: Map<string, Set<string>>, key: string): Set<string> {
  const patterns = seen.get(key) ?? new Set<string>();
  seen.set(key, patterns);
  return patterns;
}

function checkPatterns(ast: AclAst, seen: Set<string>, catalog: Catalog, report: Finding): void {
  if (readsNumbers(ast, catalog) && ast.patterns.some(({ value }) => OPERATOR.test(value))) return;
  const folds = ast.flags.some(({ name }) => name === '-i');
  for (const word of ast.patterns) {
    if (JOINING.has(word.value) || FLAG.test(word.value) || OPERATOR.test(word.value)) continue;
    const key = folds ? word.value.toLowerCase() : word.value;
    if (seen.has(key)) report(word, `pattern '${word.value}' stands twice`);
    seen.add(key);
  }
}

/** Prefixes that end in the middle of a component: neither at a slash, nor in a file's name or a query. */
function isOpen(pattern: string): boolean {
  return /^\/.*[\w-]$/s.test(pattern) && !/[.?=&;*]/.test(pattern.slice(pattern.lastIndexOf('/')));
}

const pathBoundary: LintRule = {
  code: 'lint/path-boundary',
  check(view, report) {
    forEachAcl(view, (ast) => {
      const fetch = view.catalog.find('acl-word', ast.criterion.fetch.name)?.fetch ?? ast.criterion.fetch.name;
      if (fetch !== 'path' || methodOf(ast, view.catalog) !== 'beg') return;
      const exact = new Set(ast.patterns.map(({ value }) => value));
      const open = ast.patterns.filter(({ value }) => isOpen(value) && !exact.has(`${value}/`));
      const [word] = open;
      if (!word) return;
      const closed = ast.patterns.map((each) => quoteWord(open.includes(each) ? `${each.value}/` : each.value));
      const whole = open.map(({ value }) => quoteWord(value));
      const isNamed = view.catalog.find('acl-word', ast.criterion.fetch.name)?.match === 'beg';
      const begins = isNamed ? criterionText(ast, view.catalog).replace('path', 'path_beg') : undefined;
      const prefix = begins ?? criterionText(ast, view.catalog, 'beg');
      const equal = criterionText(ast, view.catalog, ast.criterion.converters.length > 0 ? 'str' : undefined);
      report(word, `'${word.value}' also matches '${word.value}x'`, {
        remedy: `write '${prefix} ${closed.join(' ')}' and '${equal} ${whole.join(' ')}'`,
      });
    });
  },
};

/** Rules about ACLs. */
export const aclRules: readonly LintRule[] = [unusedAcl, aclOr, suspiciousPattern, duplicatePattern, pathBoundary];
