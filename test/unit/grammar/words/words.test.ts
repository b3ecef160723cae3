// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of variables
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { Env } from '../../../../grammar/words/env.js';
import { parseWords } from '../../../../grammar/words/parse-words.js';
import { rangeInWord } from '../../../../grammar/words/range-in-word.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';

const ENV = new Env([
  ['HOME', '/root'],
  ['LIST', 'a  b c'],
  ['EMPTY', ''],
  ['SPACED', ' x '],
]);

const VECTORS = fs
  .readFileSync('fixtures/grammar/words.txt', 'latin1')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '');

for (const vector of VECTORS) {
  test(`words of ${vector}`, () => {
    const cut = vector.lastIndexOf(' => ');
    const diagnostics = new Diagnostics();
    const words = parseWords(vector.slice(0, cut), { env: ENV, diagnostics, name: 'words.txt' });
    assert.deepEqual(diagnostics.list, []);
    assert.deepEqual(
      words.map((word) => word.value),
      JSON.parse(vector.slice(cut + 4)),
    );
  });
}

test('words keep their raw ranges and whether they are quoted', () => {
  const words = parseWords('  a "b c"d \\ e # x');
  assert.deepEqual(
    words.map(({ value, start, end, quoted }) => [value, start, end, quoted]),
    [
      ['a', 2, 3, false],
      ['b cd', 4, 10, true],
      [' e', 11, 14, false],
    ],
  );
});

for (const [line, code, at] of [
  ['a "b', 'word/unterminated-quote', 2],
  ["a b'c d", 'word/unterminated-quote', 3],
  ['"a\\', 'word/unterminated-quote', 0],
  ['x\\x4', 'word/bad-hex-escape', 1],
  ['"$"', 'word/bad-variable-name', 2],
  ['"$1"', 'word/bad-variable-name', 2],
  ['"${}"', 'word/bad-variable-name', 3],
  ['"${.X}"', 'word/bad-variable-name', 3],
  ['"${A"', 'word/unterminated-variable', 2],
  ['"${A B}"', 'word/unterminated-variable', 2],
  ['"${A:-x}"', 'word/unterminated-variable', 2],
  ['"${A-b"', 'word/unterminated-variable', 2],
  ['"${A[x]}"', 'word/bad-expansion', 4],
  ['"${A[*"', 'word/bad-expansion', 4],
] as const) {
  test(`words report ${code} in ${line}`, () => {
    const diagnostics = new Diagnostics();
    parseWords(`${line} #`, { diagnostics });
    assert.deepEqual(
      diagnostics.list.map((found) => [found.code, found.range?.start]),
      [[code, at]],
    );
  });
}

/** What a range of the value of the only word of a line covers. */
function covered(line: string, from: number, to: number): string {
  const [word] = parseWords(line, { env: ENV });
  const { start, end } = rangeInWord(word!, from, to);
  return line.slice(start, end);
}

test('rangeInWord maps offsets of the value when there are quotes, escapes and variables', () => {
  assert.equal(covered('abcdef', 1, 3), 'bc');
  assert.equal(covered('"ab cd"', 1, 4), 'b c');
  assert.equal(covered('a\\ b\\x41c', 1, 2), '\\ ');
  assert.equal(covered('a\\ b\\x41c', 3, 4), '\\x41');
  assert.equal(covered(`ab"cd"'ef'`, 3, 6), `d"'ef`);
  assert.equal(covered('"a${HOME}b"', 1, 6), '${HOME}');
  assert.equal(covered('"a${HOME}b"', 3, 4), '${HOME}');
  assert.equal(covered('"a${HOME}b"', 6, 7), 'b');
  assert.equal(covered('"${HOME}${EMPTY}x$HOME"', 5, 6), 'x');
  assert.equal(covered('"${HOME}${EMPTY}x$HOME"', 6, 8), '$HOME');
  assert.equal(covered('abc', 2, 9), 'c');
});

test('rangeInWord finds the later words of an expansion', () => {
  const line = 'x"${LIST[*]}"yz';
  const words = parseWords(line, { env: ENV });
  assert.deepEqual(
    words.map((word) => word.value),
    ['xa', 'b', 'cyz'],
  );
  const range = rangeInWord(words[2]!, 2, 3);
  assert.equal(line.slice(range.start, range.end), 'z');
});
