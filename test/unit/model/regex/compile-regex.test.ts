import assert from 'node:assert/strict';
import test from 'node:test';
import { compileRegex } from '../../../../src/model/regex/compile-regex.js';

function matches(pattern: string, subject: string, ignoreCase = false): boolean {
  const compiled = compileRegex(pattern, { ignoreCase });
  assert.equal(compiled.problem, undefined, `${pattern}: ${compiled.problem}`);
  return compiled.regex!.test(subject);
}

const YES: readonly (readonly [string, string])[] = [
  ['^/Foo', '/Foo/bar'],
  ['\\.PNG$', '/x.PNG'],
  ['^a$', 'a\n'],
  ['[[:upper:]]', 'aB'],
  ['[^[:space:]]', ' x'],
  ['(?i)^/foo', '/FOO'],
  ['a(?i)b', 'aB'],
  ['(?i:a)b', 'Ab'],
  ['^(?:a|b)+$', 'abba'],
  ['\\h\\d{2,}', '\t12'],
  ['\\Aab\\z', 'ab'],
  ['a{,2}', 'a{,2}'],
  ['x{2}{2}', 'xxxx'],
  ['\\Qa.b*\\Ec', 'a.b*c'],
  ['[]a]+$', ']a'],
  ['[a-]', '-'],
  ['[\\w-]+', 'a-b'],
  ['(?<n>a)\\k<n>', 'aa'],
  ['(?P<n>a)(?P=n)', 'aa'],
  ['(a)(b)\\2\\g{-2}', 'abba'],
  ['(?>a+)b', 'aab'],
  ['a++b', 'aab'],
  ['(?x) a b # comment', 'ab'],
  ['(?s)a.b', 'a\nb'],
  ['(?m)^b$', 'a\nb\nc'],
  ['\\x41\\x{42}\\103', 'ABC'],
  ['a\\/b', 'a/b'],
  ['(?#note)a', 'a'],
  ['foo(?!bar)', 'foobaz'],
  ['(?<=a)b', 'ab'],
  ['\\p{Lu}', 'aB'],
  ['a]b}', 'a]b}'],
];

const NO: readonly (readonly [string, string])[] = [
  ['^a$', 'a\nb'],
  ['a.b', 'a\nb'],
  ['\\s', '\u00a0'],
  ['(?>a+)ab', 'aaab'],
  ['a++ab', 'aaab'],
  ['a(?i)b', 'AB'],
  ['\\Aab\\z', 'ab\n'],
  ['[^/]', '/'],
  ['(?i:a)b', 'aB'],
];

test('compileRegex accepts what PCRE accepts', () => {
  for (const [pattern, subject] of YES) assert.ok(matches(pattern, subject), `${pattern} on ${subject}`);
});

test('compileRegex refuses what PCRE refuses to match', () => {
  for (const [pattern, subject] of NO) assert.ok(!matches(pattern, subject), `${pattern} on ${subject}`);
});

test('compileRegex folds ASCII only when case is ignored', () => {
  assert.ok(matches('^FOO.[a-c]$', 'fooXB', true));
  assert.ok(!matches('\u00c9', '\u00e9', true));
  assert.ok(!matches('^[\u00c9]', '\u00e9', true));
  assert.ok(matches('^[^/]x\u00c9', 'aX\u00c9', true));
});

test('compileRegex maps groups over those it adds for atomic groups', () => {
  const compiled = compileRegex('(?>a+)(b)(c)');
  assert.deepEqual(compiled.problem, undefined);
  if (compiled.problem !== undefined) return;
  const match = compiled.regex.exec('aabc')!;
  assert.deepEqual(
    compiled.groups.map((index) => match[index]),
    ['aabc', 'b', 'c'],
  );
});

test('compileRegex says what is wrong and where', () => {
  const wrong: readonly (readonly [string, number])[] = [
    ['(', 0],
    ['a)', 1],
    ['*a', 0],
    ['[a', 0],
    ['a{3,1}', 1],
    ['\\', 0],
    ['a\\', 1],
    ['[z-a]', 1],
    ['(a)\\2', 3],
    ['(?R)', 0],
    ['\\y', 1],
    ['[[:nope:]]', 1],
  ];
  for (const [pattern, offset] of wrong) {
    const compiled = compileRegex(pattern);
    assert.ok(compiled.problem, pattern);
    assert.equal(compiled.offset, offset, `${pattern}: ${compiled.problem}`);
  }
});
