/** Damaged files that are the same in every run: cut off, changed in a byte or a word, mixed up, far too long. */

import { below, pick, type Random } from './random.js';

/** Bytes and words that mean something to the language, or to no one. */
const ODD = '\0 \t\n\r"\'\\#$%{}()[]!,:;=@/-.0a\x7f\xff\xc3';
const WORDS = [
  'if',
  'unless',
  '-1',
  '999999999999999999999',
  '0',
  '',
  '%[',
  '}',
  '{',
  'global',
  'on',
  '*',
  ':',
  'fd@',
  '"',
];

function replace(text: string, at: number, count: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + count);
}

function oddBytes(random: Random, count: number): string {
  let bytes = '';
  for (let i = 0; i < count; i++) bytes += ODD[below(random, ODD.length)];
  return bytes;
}

/** Words of a text with their offsets. */
function wordsOf(text: string): readonly { readonly start: number; readonly text: string }[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ start: match.index, text: match[0] }));
}

function changeWord(random: Random, text: string, change: (word: string, other: string) => string): string {
  const words = wordsOf(text);
  if (words.length === 0) return text;
  const word = pick(random, words);
  return replace(text, word.start, word.text.length, change(word.text, pick(random, words).text));
}

function changeLine(random: Random, text: string, change: (line: string, lines: string[]) => string): string {
  const lines = text.split('\n');
  const at = below(random, lines.length);
  lines[at] = change(lines[at]!, lines);
  return lines.join('\n');
}

const MUTATIONS: readonly ((random: Random, text: string) => string)[] = [
  (random, text) => replace(text, below(random, text.length), 1, oddBytes(random, 1)),
  (random, text) => replace(text, below(random, text.length), 0, oddBytes(random, 1 + below(random, 4))),
  (random, text) => replace(text, below(random, text.length), 1 + below(random, 8), ''),
  (random, text) => replace(text, below(random, text.length), 1, String.fromCharCode(below(random, 256))),
  // Words: gone, doubled, another one of the file, a special one, cut, glued, enormous.
  (random, text) => changeWord(random, text, () => ''),
  (random, text) => changeWord(random, text, (word) => `${word} ${word}`),
  (random, text) => changeWord(random, text, (_, other) => other),
  (random, text) => changeWord(random, text, (_, other) => other),
  (random, text) => changeWord(random, text, () => pick(random, WORDS)),
  (random, text) => changeWord(random, text, (word) => word.slice(0, below(random, word.length))),
  (random, text) => changeWord(random, text, (word, other) => word + other),
  (random, text) => changeWord(random, text, (word) => word.replace(/\d+/g, () => String(below(random, 2 ** 40)))),
  (random, text) => changeWord(random, text, (word) => word.repeat(1 + below(random, 2000))),
  // Lines: gone, doubled, elsewhere, ended early, enormous.
  (random, text) => changeLine(random, text, () => ''),
  (random, text) => changeLine(random, text, (line) => `${line}\n${line}`),
  (random, text) => changeLine(random, text, (_, lines) => pick(random, lines)),
  (random, text) => changeLine(random, text, (line, lines) => `${line} ${pick(random, lines).trim()}`),
  (random, text) => changeLine(random, text, (line) => line.slice(0, below(random, line.length + 1))),
  (random, text) => changeLine(random, text, (line) => `${line} ${'x'.repeat(below(random, 20_000))}`),
  (random, text) => changeLine(random, text, (line) => `${line}${' y'.repeat(below(random, 200))}`),
];

/** The text with one to four changes. */
export function mutate(random: Random, text: string): string {
  let changed = text;
  for (let count = 1 + below(random, 4); count > 0; count--) changed = pick(random, MUTATIONS)(random, changed);
  return changed;
}

/** Where to cut a text: everywhere if it is small, else behind each line and at random places. */
export function cuts(random: Random, text: string, everywhereBytes: number, randomCuts: number): number[] {
  if (text.length <= everywhereBytes) return Array.from({ length: text.length }, (_, at) => at);
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  for (let i = 0; i < randomCuts; i++) ends.push(below(random, text.length));
  return ends;
}
