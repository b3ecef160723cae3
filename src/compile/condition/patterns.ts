/** Flags and patterns of an ACL (manual 7.1): which method, which patterns in which case, from the line and from files. */
import type { AclAst, AclFlag } from '../../../grammar/condition/ast.js';
import type { Word } from '../../../grammar/config/ast.js';
import { rangeOf } from '../../../grammar/config/ast.js';
import type { MatcherEntry } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import { argText } from '../../catalog/text.js';
import type { SourceRange } from '../../diag/source-text.js';
import { MapFile, parseMapLines, parsePatternLines, patternEntries } from '../../model/map-store.js';
import type { Scope } from '../scope.js';
import type { PatternSource } from './pattern-list.js';

/** What the flags ask for. */
export interface AclFlags {
  readonly method: Word | undefined;
  readonly noDns: boolean;
}

/** Reads the flags that do not depend on the method. Undefined after a report. */
export function readFlags(ast: AclAst, scope: Scope): AclFlags | undefined {
  let method: Word | undefined;
  let files = 0;
  let ok = true;
  const refuse = (code: 'acl/several-methods' | 'acl/late-method' | 'acl/bad-id', flag: AclFlag, why: string): void => {
    scope.report(code, rangeOf(flag.value ?? flag.word), why);
    ok = false;
  };
  for (const flag of ast.flags) {
    if (flag.name === '-f') files++;
    else if (flag.name === '-u' && !/^\d+$/.test(flag.value?.value ?? '')) {
      refuse('acl/bad-id', flag, 'the argument of -u must be an integer');
    } else if (flag.name === '-m') {
      if (method) refuse('acl/several-methods', flag, "only one explicit matching method can be defined with '-m'");
      else if (files > 0) refuse('acl/late-method', flag, "'-m' must stand before the files that '-f' loads");
      method ??= flag.value;
    }
  }
  return ok ? { method, noDns: ast.flags.some((flag) => flag.name === '-n') } : undefined;
}

/** All lists of patterns of an ACL in order: files, then those of the line. Undefined after a report. */
export function readPatterns(ast: AclAst, matcher: MatcherEntry, scope: Scope): PatternSource[] | undefined {
  const sources: PatternSource[] = [];
  const hasValues = ast.flags.some((flag) => flag.name === '-M');
  let ignoreCase = false;
  let ok = true;
  for (const flag of ast.flags) {
    if (flag.name === '-i') ignoreCase = true;
    if (flag.name !== '-f' || !flag.value) continue;
    const file = openFile(argText(flag.value), hasValues, scope);
    if (file) sources.push({ file, patterns: patternsOf(file, rangeOf(flag.value)), ignoreCase });
    else ok = false;
  }
  const words = patternsOfLine(ast.patterns, matcher);
  sources.push({ file: listOfLine(ast, words, scope), patterns: words, ignoreCase });
  return ok ? sources : undefined;
}

function patternsOf(file: MapFile, range: SourceRange): ArgText[] {
  return Array.from(file.entries(), ({ key }) => ({ value: key, range }));
}

/** A pattern file, or with `-M` the keys of a map; each file is read once. */
function openFile(path: ArgText, hasValues: boolean, scope: Scope): MapFile | undefined {
  const { maps } = scope.live;
  const name = path.value.replace(/^(?:file|opt)@/, '');
  const known = maps.get(name);
  if (known && known.hasValues !== hasValues) {
    const kind = known.hasValues ? 'a map with values' : 'a list of patterns without values';
    scope.report('arg/invalid', path.range, `file '${name}' is used as ${kind} already`);
    return undefined;
  }
  const content = known ? undefined : scope.readFile(path);
  if (!known && content === undefined) return undefined;
  const parse = hasValues ? parseMapLines : parsePatternLines;
  const file = known ?? maps.create(name, parse(content ?? ''), { hasValues });
  file.use(hasValues ? ['map', 'acl'] : ['acl'], path.range);
  return file;
}

/** The list of the patterns that stand in the line itself: there is one even if they are none. */
function listOfLine(ast: AclAst, words: readonly ArgText[], scope: Scope): MapFile {
  return scope.live.maps.ofLine(ast, () => {
    const { criterion, criterionWord, flags, patterns } = ast;
    const wanted = flags.find(({ name }) => name === '-u')?.value?.value;
    const entries = patternEntries(words.map(({ value }) => value));
    const file = new MapFile(-1, '', entries, {
      hasValues: false,
      wantedId: wanted === undefined ? undefined : Number(wanted),
      aclWord: criterion.fetch.name,
    });
    const last = patterns[0] ?? flags.at(-1)?.value ?? criterionWord;
    file.use(['acl'], scope.blame ?? rangeOf(last));
    return file;
  });
}

const OPERATORS = new Set(['eq', 'ne', 'ge', 'gt', 'le', 'lt']);

/** Words of the line; operators in front of integers are folded into them. */
function patternsOfLine(words: readonly Word[], { operate }: MatcherEntry): ArgText[] {
  if (!operate) return words.map(argText);
  const found: ArgText[] = [];
  let operator = 'eq';
  for (const word of words) {
    if (OPERATORS.has(word.value)) operator = word.value;
    else found.push({ ...argText(word), value: operate(operator, word.value) });
  }
  return found;
}
