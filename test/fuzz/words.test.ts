// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of variables
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Env } from '../../grammar/words/env.js';
import { parseWords } from '../../grammar/words/parse-words.js';
import { rangeInWord } from '../../grammar/words/range-in-word.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { randomText, seeded } from './random.js';

const PIECES = [
  'a',
  'B1',
  ' ',
  '\t',
  '"',
  "'",
  '\\',
  '#',
  '$',
  '{',
  '}',
  '[*]',
  '-',
  '${A',
  '${A}',
  '"$A"',
  '.LINE',
  '\\x41',
  '\\x',
  '\xff',
  '\0',
  '\r',
];
const ENV = new Env([
  ['A', 'one two'],
  ['B1', ''],
]);

test('words never throw, keep order and stay in the line when the line is random', () => {
  const random = seeded(20_260_101);
  for (let round = 0; round < 4000; round++) {
    const line = randomText(random, PIECES, 14);
    const diagnostics = new Diagnostics();
    let last = 0;
    for (const word of parseWords(line, { env: ENV, diagnostics })) {
      assert.ok(word.start >= last && word.end > word.start && word.end <= line.length, JSON.stringify(line));
      last = word.start;
    }
    for (const { range } of diagnostics.list) {
      assert.ok(range && range.start <= range.end && range.end <= line.length, JSON.stringify(line));
    }
  }
});

test('ranges of a word without variables decode to its characters when the line is random', () => {
  const random = seeded(7);
  const pieces = PIECES.filter((piece) => !piece.includes('$'));
  for (let round = 0; round < 3000; round++) {
    const line = randomText(random, pieces, 12);
    for (const word of parseWords(line)) {
      for (let at = 0; at < word.value.length; at++) {
        const { start, end } = rangeInWord(word, at, at + 1);
        const raw = line.slice(start, end);
        const expected = word.value[at]!;
        const plain = raw === expected || raw === `\\${expected}`;
        const coded = /^\\(?:x[0-9A-Fa-f]{2}|[nrt])$/.test(raw);
        assert.ok(plain || coded, JSON.stringify([line, word.value, at, raw]));
      }
    }
  }
});
