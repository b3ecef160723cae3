/** Match methods on text (manual 7.1.3): `str`, `beg`, `end`, `sub`, `dir`, `dom`, and `reg` (7.1.4). */
import type { Entry, MatcherEntry, PatternSet } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { CompileSite } from '../../catalog/site.js';
import { compileRegex } from '../../model/regex/compile-regex.js';
import { bucketsByLength, FEW, folderOf, textsOf } from './text.js';

type TextTest = (text: string) => boolean;

/** A row whose test sees values and patterns in one case. */
function textMatcher(
  name: string,
  brief: string,
  build: (texts: readonly string[]) => TextTest,
  defaults: Partial<MatcherEntry> = {},
): MatcherEntry {
  return define.matcher({
    name,
    brief,
    doc: `7.1.3#${name}`,
    since: '1.5',
    support: 'full',
    in: 'str',
    ...defaults,
    compile: (set) => {
      const texts = textsOf(set);
      const test = build(texts);
      if (!set.ignoreCase) return (value) => test(value as string);
      const fold = folderOf(texts);
      return (value) => test(fold(value as string));
    },
  });
}

function exactly(texts: readonly string[]): TextTest {
  const [first, second] = texts;
  if (texts.length === 1) return (text) => text === first;
  if (texts.length === 2) return (text) => text === first || text === second;
  const set = new Set(texts);
  return (text) => set.has(text);
}

function beginsWith(texts: readonly string[]): TextTest {
  const [first = ''] = texts;
  if (texts.length === 1) return (text) => text.startsWith(first);
  if (texts.length <= FEW) return (text) => texts.some((pattern) => text.startsWith(pattern));
  const buckets = bucketsByLength(texts);
  return (text) => {
    for (const [length, set] of buckets) {
      if (length > text.length) return false;
      if (set.has(text.slice(0, length))) return true;
    }
    return false;
  };
}

function endsWith(texts: readonly string[]): TextTest {
  const [first = ''] = texts;
  if (texts.length === 1) return (text) => text.endsWith(first);
  if (texts.length <= FEW) return (text) => texts.some((pattern) => text.endsWith(pattern));
  const buckets = bucketsByLength(texts);
  return (text) => {
    for (const [length, set] of buckets) {
      if (length > text.length) return false;
      if (set.has(text.slice(text.length - length))) return true;
    }
    return false;
  };
}

function contains(texts: readonly string[]): TextTest {
  const [first = ''] = texts;
  if (texts.length === 1) return (text) => text.includes(first);
  return (text) => texts.some((pattern) => text.includes(pattern));
}

/** The pattern between delimiters or ends; delimiters around the pattern itself do not count. */
function delimited(delimiters: string): (texts: readonly string[]) => TextTest {
  return (texts) => {
    const patterns = texts.map((text) => trim(text, delimiters));
    return (text) => patterns.some((pattern) => standsAlone(text, pattern, delimiters));
  };
}

function trim(text: string, delimiters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && delimiters.includes(text[start]!)) start++;
  while (end > start && delimiters.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}

function standsAlone(text: string, pattern: string, delimiters: string): boolean {
  // Nothing between delimiters stands at the end of a text that ends with one.
  if (pattern === '') return text === '' || delimiters.includes(text[text.length - 1]!);
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
    const end = at + pattern.length;
    const open = at === 0 || delimiters.includes(text[at - 1]!);
    if (open && (end === text.length || delimiters.includes(text[end]!))) return true;
  }
  return false;
}

function compileRegexes(set: PatternSet, site: CompileSite): TextTest | undefined {
  const regexes: RegExp[] = [];
  for (const { value, range } of set.patterns) {
    const compiled = compileRegex(value, { ignoreCase: set.ignoreCase });
    if (compiled.problem === undefined) regexes.push(compiled.regex);
    else site.report('regex/invalid', range, `regex '${value}' is invalid: ${compiled.problem}`);
  }
  if (regexes.length < set.patterns.length) return undefined;
  const [first] = regexes;
  if (first && regexes.length === 1) return (text) => first.test(text);
  return (text) => regexes.some((regex) => regex.test(text));
}

export const entries: readonly Entry[] = [
  textMatcher('str', 'The value is exactly one of the patterns.', exactly, { defaultFor: ['str'] }),
  textMatcher('beg', 'The value starts with one of the patterns.', beginsWith),
  textMatcher('end', 'The value ends with one of the patterns.', endsWith),
  textMatcher('sub', 'One of the patterns stands anywhere in the value.', contains),
  textMatcher('dir', 'One of the patterns stands between slashes or question marks of the value.', delimited('/?')),
  textMatcher('dom', 'One of the patterns stands between dots, colons, slashes or question marks.', delimited('./?:')),
  define.matcher({
    name: 'reg',
    brief: 'One of the regular expressions matches the value.',
    doc: '7.1.4#reg',
    since: '1.5',
    support: 'partial',
    why: 'PCRE2 syntax is translated; recursion, conditional groups, branch reset and verbs are refused.',
    in: 'str',
    compile: (set, site) => {
      const test = compileRegexes(set, site);
      return test && ((value) => test(value as string));
    },
  }),
];
